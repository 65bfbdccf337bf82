using System.Text.Json.Nodes;

namespace Detections.Embedded.Tests.Indices;

public sealed class IndexTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task An_index_is_created_shown_and_deleted()
    {
        var created = await _node.Send(
            "PUT /a",
            "{'settings':{'index':{'number_of_replicas':0}},'mappings':{'properties':{'n':{'type':'long'}}},'aliases':{'x':{'is_write_index':true}}}"
        );
        Assert.Equal("""{"acknowledged":true,"shards_acknowledged":true,"index":"a"}""", created.Text);
        var shown = (await _node.Ok("GET /a"))["a"]!;
        Assert.Equal("""{"x":{"is_write_index":true}}""", shown["aliases"]!.ToJsonString());
        Assert.Equal("""{"properties":{"n":{"type":"long"}}}""", shown["mappings"]!.ToJsonString());
        Assert.Equal(
            "0 1 a",
            $"{shown["settings"]!["index"]!["number_of_replicas"]} {shown["settings"]!["index"]!["number_of_shards"]} {shown["settings"]!["index"]!["provided_name"]}"
        );
        Assert.Equal(200, (int)(await _node.Send("HEAD /a")).Status);
        await _node.Ok("PUT /a/_doc/1?refresh=true", "{}");
        await _node.Ok("DELETE /a");
        Assert.Equal(404, (int)(await _node.Send("HEAD /a")).Status);
        await _node.Ok("PUT /a");
        Assert.Equal("", await _node.Ids("a", "{'match_all':{}}"));
    }

    [Fact]
    public async Task An_index_that_exists_is_not_created_again()
    {
        await _node.Ok("PUT /a");
        var error = await _node.Refused(400, "PUT /a");
        Assert.Equal("resource_already_exists_exception", (string)error["type"]!);
        Assert.Equal($"index [a/{error["index_uuid"]}] already exists", (string)error["reason"]!);
    }

    [Theory]
    [InlineData("PUT /A", "{}", "Invalid index name [A], must be lowercase")]
    [InlineData("PUT /-a", "{}", "Invalid index name [-a], must not start with '_', '-', or '+'")]
    [InlineData("PUT /a%20b", "{}", "Invalid index name [a b], must not contain the following characters")]
    [InlineData(
        "PUT /a",
        "{'mapping':{}}",
        "unknown key [mapping] for create index; known are [settings, mappings, aliases]"
    )]
    [InlineData(
        "PUT /a",
        "{'settings':{'number_of_shards':2}}",
        "[index.number_of_shards] cannot be [2] on the embedded node: it keeps one shard per index"
    )]
    [InlineData("PUT /a", "{'settings':{'mode':'logsdb'}}", "[index.mode] cannot be [logsdb] on the embedded node")]
    [InlineData("PUT /a", "{'settings':{'refresh':'1s'}}", "unknown setting [index.refresh]")]
    [InlineData(
        "PUT /a",
        "{'settings':{'refresh_interval':'1'}}",
        "failed to parse setting [index.refresh_interval] with value [1] as a time value"
    )]
    [InlineData(
        "PUT /a",
        "{'aliases':{'x':{'filter':{}}}}",
        "[filter] of alias [x] is not implemented by the embedded node"
    )]
    public async Task What_cannot_be_created_is_refused(string request, string body, string reason) =>
        Assert.Contains(reason, (string)(await _node.Refused(400, request, body))["reason"]!, StringComparison.Ordinal);

    [Theory]
    [InlineData("number_of_replicas", "'abc'", "from 0 to 1000000")]
    [InlineData("number_of_replicas", "1.5", "from 0 to 1000000")]
    [InlineData("number_of_replicas", "-1", "from 0 to 1000000")]
    [InlineData("mapping.depth.limit", "0", "from 1 to 100")]
    [InlineData("mapping.depth.limit", "101", "from 1 to 100")]
    [InlineData("max_result_window", "'x'", "from 0 to 9223372036854775807")]
    public async Task A_setting_that_is_no_such_number_is_refused(string name, string value, string range)
    {
        var error = await _node.Refused(400, "PUT /a", $"{{'settings':{{'{name}':{value}}}}}");
        Assert.Equal(
            $"Failed to parse value [{value.Trim('\'')}] for setting [index.{name}]: it must be a whole number {range}",
            (string)error["reason"]!
        );
        Assert.Equal(404, (int)(await _node.Send("HEAD /a")).Status);
        await _node.Ok("GET /_cluster/health");
    }

    [Fact]
    public async Task Refused_settings_take_no_effect_on_any_index()
    {
        await _node.Ok("PUT /a");
        await _node.Ok("PUT /b");
        await _node.Refused(400, "PUT /a,b/_settings", "{'index.hidden':true,'index.number_of_replicas':'x'}");
        Assert.Equal(
            "[null,null]",
            new JsonArray([
                (await _node.Ok("GET /a/_settings"))["a"]!["settings"]!["index"]!["hidden"]?.DeepClone(),
                (await _node.Ok("GET /b/_settings"))["b"]!["settings"]!["index"]!["hidden"]?.DeepClone(),
            ]).ToJsonString()
        );
        await _node.Ok("PUT /a,b/_settings", "{'index.number_of_replicas':0}");
        Assert.Equal("green", (string)(await _node.Ok("GET /_cluster/health"))["status"]!);
    }

    [Theory]
    [InlineData("GET /none")]
    [InlineData("GET /none/_mapping")]
    [InlineData("DELETE /none")]
    [InlineData("GET /none/_doc/1")]
    [InlineData("GET /none/_search")]
    [InlineData("GET /none/_count")]
    [InlineData("POST /none/_refresh")]
    [InlineData("GET /none/_field_caps?fields=*")]
    [InlineData("GET /_resolve/index/none")]
    [InlineData("GET /_data_stream/none")]
    public async Task A_missing_index_is_a_404_with_its_name(string request)
    {
        var error = await _node.Refused(404, request);
        Assert.Equal("index_not_found_exception", (string)error["type"]!);
        Assert.Equal("no such index [none]", (string)error["reason"]!);
        Assert.Equal("none", (string)error["index"]!);
        Assert.Equal("_na_", (string)error["index_uuid"]!);
    }

    [Theory]
    [InlineData("", "yellow")]
    [InlineData("{'settings':{'number_of_replicas':0}}", "green")]
    public async Task Health_is_that_of_a_single_node(string body, string status)
    {
        await _node.Ok("PUT /a", body.Length == 0 ? null : body);
        Assert.Equal(status, (string)(await _node.Ok("GET /_cluster/health"))["status"]!);
        Assert.Equal(status, (string)(await _node.Ok("GET /_cluster/health/a?wait_for_status=yellow"))["status"]!);
        Assert.Equal(
            status == "green" ? 200 : 408,
            (int)(await _node.Send("GET /_cluster/health?wait_for_status=green")).Status
        );
    }

    [Fact]
    public async Task Settings_can_be_shown_flat()
    {
        await _node.Ok("PUT /a", "{'settings':{'refresh_interval':'5s'}}");
        var settings = (await _node.Ok("GET /a/_settings?flat_settings=true"))["a"]!["settings"]!;
        Assert.Equal("5s", (string)settings["index.refresh_interval"]!);
    }
}
