using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Search;

public sealed class PointInTimeTests
{
    private static async Task<string> Open(TestNode node, string indices) =>
        (string)(await node.Ok($"POST /{indices}/_pit?keep_alive=1m"))["id"]!;

    private static async Task<string> Seen(TestNode node, string pit)
    {
        var answer = await node.Ok(
            "POST /_search",
            $"{{'pit':{{'id':'{pit}','keep_alive':'1m'}},'size':1000,'sort':['_shard_doc']}}"
        );
        Assert.Equal(pit, (string)answer["pit_id"]!);
        return string.Join(
            ' ',
            answer["hits"]!["hits"]!.AsArray().Select(hit => $"{hit!["_id"]}={hit["_source"]!["n"]}")
        );
    }

    [Fact]
    public async Task It_sees_the_documents_of_its_moment_whatever_happens_later()
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /_index_template/t", "{'index_patterns':['s'],'data_stream':{}}");
        await node.Ok("POST /s/_bulk?refresh=true", "{'create':{'_id':'1'}}\n{'@timestamp':1,'n':1}\n");
        await node.Ok("POST /a/_bulk?refresh=true", "{'index':{'_id':'2'}}\n{'n':2}\n{'index':{'_id':'3'}}\n{'n':3}\n");
        await node.Ok("PUT /a/_doc/unrefreshed", "{'n':0}");
        var pit = await Open(node, "s,a");
        await node.Ok("PUT /a/_doc/2?refresh=true", "{'n':20}");
        await node.Ok("DELETE /a/_doc/3?refresh=true");
        await node.Ok("PUT /a/_doc/4?refresh=true", "{'n':4}");
        await node.Ok("POST /s/_rollover");
        await node.Ok("POST /s/_bulk?refresh=true", "{'create':{'_id':'5'}}\n{'@timestamp':1,'n':5}\n");
        await node.Ok("POST /_refresh");
        Assert.Equal("1=1 2=2 3=3", await Seen(node, pit));
        Assert.Equal("1=1 unrefreshed=0 2=20 4=4 5=5", await Seen(node, await Open(node, "s,a")));
    }

    [Fact]
    public async Task Its_searches_add_the_row_as_a_tiebreaker()
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("POST /a/_bulk?refresh=true", "{'index':{'_id':'1'}}\n{'n':1}\n{'index':{'_id':'2'}}\n{'n':1}\n");
        var pit = await Open(node, "a");
        var first = (await node.Ok("POST /_search", $"{{'pit':{{'id':'{pit}'}},'size':1,'sort':['n']}}"))["hits"]![
            "hits"
        ]![0]!;
        Assert.Equal(2, first["sort"]!.AsArray().Count);
        var second = await node.Ok(
            "POST /_search",
            $"{{'pit':{{'id':'{pit}'}},'size':1,'sort':['n'],'search_after':{first["sort"]!.ToJsonString()}}}"
        );
        Assert.Equal("2", (string)second["hits"]!["hits"]![0]!["_id"]!);
    }

    [Fact]
    public async Task It_expires_when_nobody_asks_for_its_keep_alive()
    {
        var clock = new FakeTimeProvider();
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = clock });
        await node.Ok("PUT /a");
        var pit = await Open(node, "a");
        clock.Advance(TimeSpan.FromSeconds(59));
        await Seen(node, pit);
        clock.Advance(TimeSpan.FromSeconds(59));
        await Seen(node, pit);
        clock.Advance(TimeSpan.FromSeconds(61));
        var error = await node.Refused(404, "POST /_search", $"{{'pit':{{'id':'{pit}'}}}}");
        Assert.Equal("search_context_missing_exception", (string)error["root_cause"]![0]!["type"]!);
    }

    [Fact]
    public async Task A_closed_one_is_unknown()
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /a");
        var pit = await Open(node, "a");
        Assert.Equal(
            """{"succeeded":true,"num_freed":1}""",
            (await node.Send("DELETE /_pit", $"{{'id':'{pit}'}}")).Text
        );
        Assert.Equal(404, (int)(await node.Send("DELETE /_pit", $"{{'id':'{pit}'}}")).Status);
        await node.Refused(404, "POST /_search", $"{{'pit':{{'id':'{pit}'}}}}");
    }

    [Fact]
    public async Task Their_number_is_bounded()
    {
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { MaxOpenContexts = 2 });
        await node.Ok("PUT /a");
        await Open(node, "a");
        await Open(node, "a");
        var error = await node.Refused(429, "POST /a/_pit?keep_alive=1m");
        Assert.Contains("Must be less than or equal to: [2]", (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "POST /a/_pit", "[keep_alive] is not specified")]
    [InlineData(400, "POST /a/_pit?keep_alive=2d", "keep_alive [2d] is longer than the [24h] allowed")]
    [InlineData(400, "POST /a/_pit?keep_alive=long", "failed to parse setting [keep_alive] with value [long]")]
    [InlineData(404, "POST /none/_pit?keep_alive=1m", "no such index [none]")]
    public async Task Opening_one_the_wrong_way_is_refused(int status, string request, string reason)
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /a");
        Assert.Contains(reason, (string)(await node.Refused(status, request))["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_in_one_names_no_index()
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /a");
        var pit = await Open(node, "a");
        var error = await node.Refused(400, "POST /a/_search", $"{{'pit':{{'id':'{pit}'}}}}");
        Assert.Contains(
            "a search in a point in time takes no index in its path",
            (string)error["reason"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_wildcard_that_matches_nothing_opens_one_over_nothing()
    {
        await using var node = await TestNode.StartAsync();
        Assert.Equal("", await Seen(node, await Open(node, "none-*")));
    }

    [Theory]
    [InlineData("POST /a/_pit?keep_alive=99999999999999d", null, "keep_alive] with value [99999999999999d]")]
    [InlineData(
        "POST /a/_search",
        "{'query':{'wildcard':{'k':{'value':'WORDS','case_insensitive':true}}}}",
        "[wildcard] on [k] has 60000 characters"
    )]
    [InlineData("POST /a/_search", "{'query':{'prefix':{'k':'WORDS'}}}", "[prefix] on [k] has 60001 characters")]
    public async Task What_one_client_gets_wrong_closes_nobody_elses_point_in_time(
        string request,
        string? body,
        string reason
    )
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /a", "{'mappings':{'properties':{'k':{'type':'keyword'}}}}");
        await node.Ok("PUT /a/_doc/1?refresh=true", "{'k':'v','n':1}");
        var pit = await Open(node, "a");
        var error = await node.Refused(
            400,
            request,
            body?.Replace("WORDS", new string('x', 60_000), StringComparison.Ordinal)
        );
        Assert.Contains(reason, error.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1=1", await Seen(node, pit));
    }

    /// <summary>Against a model: a dictionary that is copied at each refresh, and again at each opening.</summary>
    [Fact]
    public async Task Any_history_of_writes_refreshes_and_openings_is_seen_as_it_was()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4]);
        await Check.SampleAsync(
            step.Array[0, 40],
            async steps =>
            {
                await using var node = await TestNode.StartAsync(
                    new EmbeddedNodeOptions { RefreshInterval = TimeSpan.FromHours(1) }
                );
                await node.Ok("PUT /a");
                var written = new Dictionary<string, int>();
                var visible = new Dictionary<string, int>();
                List<(string Pit, Dictionary<string, int> Then)> openings = [];
                for (var i = 0; i < steps.Length; i++)
                {
                    var (action, number) = steps[i];
                    var id = $"{number}";
                    if (action < 5)
                    {
                        await node.Ok($"PUT /a/_doc/{id}", $"{{'n':{i}}}");
                        written[id] = i;
                    }
                    else if (action < 7)
                    {
                        await node.Send($"DELETE /a/_doc/{id}");
                        written.Remove(id);
                    }
                    else if (action < 9)
                    {
                        await node.Ok("POST /a/_refresh");
                        visible = new Dictionary<string, int>(written);
                    }
                    else
                    {
                        openings.Add((await Open(node, "a"), visible));
                    }
                }
                openings.Add((await Open(node, "a"), visible));
                foreach (var (pit, then) in openings)
                {
                    var expected = string.Join(
                        ' ',
                        then.OrderBy(pair => pair.Value).Select(pair => $"{pair.Key}={pair.Value}")
                    );
                    Assert.Equal(expected, await Seen(node, pit));
                }
            },
            iter: 40,
            threads: 1
        );
    }
}
