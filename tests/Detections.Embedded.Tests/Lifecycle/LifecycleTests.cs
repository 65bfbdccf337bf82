using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Lifecycle;

public sealed class LifecycleTests
{
    private const string Policy =
        "{'policy':{'phases':{'delete':{'min_age':'365d','actions':{'delete':{}}}},'_meta':{'by':'a test'}}}";

    [Fact]
    public async Task A_policy_is_kept_with_its_version_which_only_a_change_raises()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = clock });
        await node.Ok("PUT /_ilm/policy/p", Policy);
        clock.Advance(TimeSpan.FromDays(1));
        await node.Ok("PUT /_ilm/policy/p", Policy);

        var shown = await node.Ok("GET /_ilm/policy/p");
        Assert.Equal(
            """{"p":{"version":1,"modified_date":"2026-01-02T03:04:05.000Z","policy":{"phases":{"delete":{"min_age":"365d","actions":{"delete":{"delete_searchable_snapshot":true}}}},"_meta":{"by":"a test"}},"in_use_by":{"indices":[],"data_streams":[],"composable_templates":[]}}}""",
            shown.ToJsonString()
        );
        await node.Ok("PUT /_ilm/policy/p", Policy.Replace("365d", "30d", StringComparison.Ordinal));
        var changed = (await node.Ok("GET /_ilm/policy"))["p"]!;
        Assert.Equal(2, (int)changed["version"]!);
        Assert.Equal("2026-01-03T03:04:05.000Z", (string)changed["modified_date"]!);
    }

    [Fact]
    public async Task It_is_told_what_uses_a_policy_and_what_is_used_stays()
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /_ilm/policy/p", Policy);
        await node.Ok("PUT /x", "{'settings':{'index.lifecycle.name':'p'}}");
        await node.Ok(
            "PUT /_index_template/t",
            "{'index_patterns':['logs-*'],'data_stream':{},'template':{'settings':{'index':{'lifecycle':{'name':'p'}}}}}"
        );
        await node.Ok("PUT /_data_stream/logs-a");

        Assert.Equal(
            """{"indices":["x"],"data_streams":["logs-a"],"composable_templates":["t"]}""",
            (await node.Ok("GET /_ilm/policy/p"))["p"]!["in_use_by"]!.ToJsonString()
        );
        var error = await node.Refused(400, "DELETE /_ilm/policy/p");
        Assert.StartsWith(
            "Cannot delete policy [p]. It is in use by one or more indices: [",
            (string)error["reason"]!,
            StringComparison.Ordinal
        );
        await node.Ok("DELETE /x");
        await node.Ok("DELETE /_data_stream/logs-a");
        await node.Ok("DELETE /_ilm/policy/p");
        await node.Refused(404, "DELETE /_ilm/policy/p");
        var missing = await node.Refused(404, "GET /_ilm/policy/p");
        Assert.Equal("Lifecycle policy not found: p", (string)missing["reason"]!);
    }

    [Theory]
    [InlineData("{}", "Required one of fields [policy]")]
    [InlineData("{'policy':{}}", "[lifecycle_policy] a policy must have [phases]")]
    [InlineData("{'policy':{'phases':{'old':{}}}}", "[phases] unknown field [old]")]
    [InlineData(
        "{'policy':{'phases':{'hot':{'actions':{'delete':{}}}}}}",
        "invalid action [delete] defined in phase [hot]"
    )]
    [InlineData(
        "{'policy':{'phases':{'hot':{'min_age':'old'}}}}",
        "failed to parse setting [min_age] with value [old]"
    )]
    public async Task A_policy_that_is_not_understood_is_refused(string body, string reason)
    {
        await using var node = await TestNode.StartAsync();
        var error = await node.Refused(400, "PUT /_ilm/policy/p", body);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
        Assert.Equal("{}", (await node.Ok("GET /_ilm/policy")).ToJsonString());
    }

    [Theory]
    [InlineData("GET /_ilm/policy", "read_ilm manage_ilm manage")]
    [InlineData("PUT /_ilm/policy/p", "manage_ilm manage")]
    [InlineData("GET /_ingest/pipeline/there", "read_pipeline manage_ingest_pipelines manage")]
    [InlineData("PUT /_ingest/pipeline/p", "manage_ingest_pipelines manage")]
    public async Task Policies_and_pipelines_have_privileges_of_their_own(string line, string privileges)
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /_ingest/pipeline/there", "{'processors':[]}");
        List<string> found = [];
        foreach (
            var privilege in (string[])
                ["monitor", "read_ilm", "manage_ilm", "read_pipeline", "manage_ingest_pipelines", "manage"]
        )
        {
            var caller = await node.WithKey($"{{'cluster':['{privilege}']}}");
            var body =
                line.StartsWith("GET", StringComparison.Ordinal) ? null
                : line.Contains("_ilm", StringComparison.Ordinal) ? Policy
                : "{'processors':[]}";
            var answer = await caller.Send(line, body);
            if ((int)answer.Status == 200)
            {
                found.Add(privilege);
            }
            else
            {
                Assert.Equal(403, (int)answer.Status);
            }
        }

        Assert.Equal(privileges.Split(' ').Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
