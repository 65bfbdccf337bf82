using System.Text.Json.Nodes;

namespace Detections.Embedded.Tests.Search;

public sealed class PagingTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync();
        await _node.Ok(
            "PUT /a",
            "{'mappings':{'properties':{'t':{'type':'date'},'k':{'type':'keyword'},'n':{'type':'long'},'f':{'type':'double'},'x':{'type':'text'},'ip':{'type':'ip'}}}}"
        );
        await _node.Ok("PUT /b", "{'mappings':{'properties':{'n':{'type':'long'}}}}");
        await _node.Ok(
            "POST /_bulk?refresh=true",
            "{'index':{'_index':'a','_id':'1'}}\n{'t':'2024-01-03','k':'é','n':[5,1],'f':1.5,'ip':'9.0.0.1'}\n"
                + "{'index':{'_index':'a','_id':'2'}}\n{'t':'2024-01-01','k':'B','n':3,'ip':'10.0.0.1'}\n"
                + "{'index':{'_index':'a','_id':'3'}}\n{'k':'a','n':2,'f':-1}\n"
                + "{'index':{'_index':'b','_id':'4'}}\n{'n':4}\n"
                + "{'index':{'_index':'b','_id':'5'}}\n{}\n"
        );
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("a", "['_doc']", "1:0 2:1 3:2")]
    [InlineData("a,b", "[{'n':'asc'}]", "1:1 3:2 2:3 4:4 5:9223372036854775807")]
    [InlineData("a,b", "[{'n':{'order':'desc'}}]", "1:5 4:4 2:3 3:2 5:-9223372036854775808")]
    [InlineData("a,b", "[{'n':{'order':'asc','missing':'_first'}}]", "5:-9223372036854775808 1:1 3:2 2:3 4:4")]
    [InlineData("a,b", "[{'n':{'order':'asc','missing':3}},'_doc']", "1:1,0 3:2,2 2:3,1 5:3,1 4:4,0")]
    [InlineData("a", "[{'n':{'order':'desc','mode':'min'}}]", "2:3 3:2 1:1")]
    [InlineData("a,b", "[{'k':{'order':'asc','unmapped_type':'keyword'}}]", "2:B 3:a 1:é 4:null 5:null")]
    [InlineData("a,b", "[{'k':{'order':'desc','unmapped_type':'keyword'}}]", "1:é 3:a 2:B 4:null 5:null")]
    [InlineData("a", "[{'t':'desc'}]", "1:1704240000000 2:1704067200000 3:-9223372036854775808")]
    [InlineData(
        "a",
        "[{'t':{'order':'asc','format':'strict_date_optional_time'}}]",
        "2:2024-01-01T00:00:00.000Z 1:2024-01-03T00:00:00.000Z 3:9223372036854775807"
    )]
    [InlineData("a", "[{'ip':'asc'}]", "1:9.0.0.1 2:10.0.0.1 3:null")]
    [InlineData("a", "[{'f':'asc'}]", "3:-1 1:1.5 2:Infinity")]
    public async Task Sorting_orders_hits_and_shows_the_values(string indices, string sort, string expected)
    {
        var answer = await _node.Ok($"POST /{indices}/_search", $"{{'sort':{sort}}}");
        var hits = answer["hits"]!["hits"]!.AsArray();
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                hits.Select(hit => $"{hit!["_id"]}:{string.Join(',', hit["sort"]!.AsArray().Select(Show))}")
            )
        );
        Assert.All(hits, hit => Assert.Null(hit!["_score"]));
    }

    [Theory]
    [InlineData("[{'n':'asc'}]")]
    [InlineData("[{'n':'desc'},{'f':'asc'}]")]
    [InlineData("[{'t':'desc'},{'k':'asc'}]")]
    [InlineData("[{'f':{'order':'asc','missing':'_first'}}]")]
    [InlineData("[{'k':{'order':'desc','missing':'_first'}}]")]
    [InlineData("[{'ip':'asc'}]")]
    [InlineData("[{'_shard_doc':'asc'}]")]
    [InlineData("[{'_shard_doc':'desc'}]")]
    public async Task Pages_of_one_visit_every_document_in_the_order_of_one_page(string sort)
    {
        var pit = (string)(await _node.Ok("POST /a/_pit?keep_alive=1m"))["id"]!;
        var whole = await Page(pit, sort, 10, null);
        List<string> paged = [];
        for (JsonNode? after = null; ; )
        {
            var page = await Page(pit, sort, 1, after);
            if (page.Count == 0)
            {
                break;
            }

            paged.Add((string)page[0]!["_id"]!);
            after = page[0]!["sort"];
        }
        Assert.Equal(whole.Select(hit => (string)hit!["_id"]!), paged);
        Assert.Equal(3, paged.Count);
    }

    [Theory]
    [InlineData("{'search_after':[1]}", "[search_after] needs a [sort] with at least one field")]
    [InlineData("{'search_after':[1,2],'sort':['n']}", "search_after has 2 value(s) but sort has 1.")]
    [InlineData("{'search_after':[1],'sort':['n'],'from':1}", "`from` parameter must be set to 0")]
    [InlineData("{'search_after':['x'],'sort':['n']}", "Failed to parse search_after value for field [n]")]
    [InlineData("{'sort':['_shard_doc']}", "[_shard_doc] can be sorted by in a point in time only")]
    [InlineData("{'sort':['_score']}", "the embedded node does not score")]
    [InlineData("{'sort':['unmapped']}", "No mapping found for [unmapped] in order to sort on")]
    [InlineData("{'sort':['x']}", "[x] is of type [text] and cannot be sorted by; use a keyword field instead")]
    [InlineData("{'sort':[{'n':'up'}]}", "expected asc or desc")]
    [InlineData("{'sort':[{'n':{'mode':'avg'}}]}", "knows the modes min and max, not [avg]")]
    [InlineData("{'sort':[{'n':{'nested':{}}}]}", "[sort] unknown field [nested]")]
    [InlineData(
        "{'sort':[{'n':{'format':'epoch_millis'}}]}",
        "cannot sort on [n]: [format] is not supported on a field of type [long]"
    )]
    [InlineData("{'sort':[{'t':{'format':'week_date'}}]}", "cannot sort on [t]: Invalid format: [week_date]")]
    [InlineData("{'sort':[{'n':{'missing':'x'}}]}", "cannot sort on [n]: For input string: \"x\"")]
    [InlineData("{'sort':['_doc'],'search_after':[null]}", "search_after of [_doc] cannot be null")]
    [InlineData("{'size':-1}", "[size] parameter cannot be negative, found [-1]")]
    [InlineData("{'from':9999,'size':2}", "Result window is too large: from + size is [10001], the limit [10000]")]
    [InlineData("{'timeout':'soon'}", "failed to parse setting [timeout] with value [soon]")]
    public async Task Paging_that_makes_no_sense_is_refused(string body, string reason)
    {
        var error = await _node.Refused(400, "POST /a/_search", body);
        Assert.Contains(reason, (string)error["root_cause"]![0]!["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "{'value':5,'relation':'eq'}")]
    [InlineData("{'track_total_hits':true,'size':0}", "{'value':5,'relation':'eq'}")]
    [InlineData("{'track_total_hits':3}", "{'value':3,'relation':'gte'}")]
    [InlineData("{'track_total_hits':5}", "{'value':5,'relation':'eq'}")]
    [InlineData("{'track_total_hits':false}", "null")]
    public async Task Hits_are_counted_as_far_as_asked(string body, string expected)
    {
        var total = (await _node.Ok("POST /a,b/_search", body))["hits"]!["total"];
        Assert.Equal(expected.Replace('\'', '"'), total?.ToJsonString() ?? "null");
    }

    [Fact]
    public async Task From_and_size_cut_a_page_across_indices() =>
        Assert.Equal(
            "2 4",
            string.Join(
                ' ',
                (await _node.Ok("GET /a,b/_search?sort=n&from=2&size=2"))["hits"]!["hits"]!
                    .AsArray()
                    .Select(hit => (string)hit!["_id"]!)
            )
        );

    [Fact]
    public async Task Versions_and_sequence_numbers_are_shown_on_request()
    {
        await _node.Ok("PUT /a/_doc/1?refresh=true", "{}");
        var hit = (
            await _node.Ok(
                "POST /a/_search",
                "{'query':{'ids':{'values':['1']}},'version':true,'seq_no_primary_term':true}"
            )
        )["hits"]!["hits"]![0]!;
        Assert.Equal("2 3 1", $"{hit["_version"]} {hit["_seq_no"]} {hit["_primary_term"]}");
    }

    [Fact]
    public async Task A_failing_index_fails_by_itself_unless_partial_results_are_refused()
    {
        const string Body = "{'query':{'range':{'t':{'gte':'nonsense'}}}}";
        var partial = await _node.Ok("POST /a,b/_search", Body);
        Assert.Equal(
            "2 1 1",
            $"{partial["_shards"]!["total"]} {partial["_shards"]!["successful"]} {partial["_shards"]!["failed"]}"
        );
        Assert.Equal("a", (string)partial["_shards"]!["failures"]![0]!["index"]!);
        var error = await _node.Refused(400, "POST /a,b/_search?allow_partial_search_results=false", Body);
        Assert.Equal("Partial shards failure", (string)error["reason"]!);
        Assert.Equal("all shards failed", (string)(await _node.Refused(400, "POST /a/_search", Body))["reason"]!);
    }

    [Fact]
    public async Task A_scroll_visits_every_document_of_its_moment()
    {
        var page = await _node.Ok("POST /a,b/_search?scroll=1m", "{'size':2,'sort':[{'n':'desc'}]}");
        await _node.Ok("PUT /a/_doc/new?refresh=true", "{'n':4}");
        List<string> ids = [];
        while (page["hits"]!["hits"]!.AsArray() is { Count: > 0 } hits)
        {
            ids.AddRange(hits.Select(hit => (string)hit!["_id"]!));
            page = await _node.Ok("POST /_search/scroll", $"{{'scroll':'1m','scroll_id':'{page["_scroll_id"]}'}}");
        }
        Assert.Equal("1 4 2 3 5", string.Join(' ', ids));
        Assert.Equal(5, (long)page["hits"]!["total"]!["value"]!);
        var id = page["_scroll_id"];
        Assert.Equal(1, (int)(await _node.Ok("DELETE /_search/scroll", $"{{'scroll_id':['{id}']}}"))["num_freed"]!);
        await _node.Refused(404, "POST /_search/scroll", $"{{'scroll_id':'{id}'}}");
    }

    [Fact]
    public async Task A_scroll_without_a_sort_shows_none()
    {
        var page = await _node.Ok("POST /a/_search?scroll=1m", "{'size':1}");
        Assert.Null(page["hits"]!["hits"]![0]!["sort"]);
        Assert.Equal(1.0, (double)page["hits"]!["hits"]![0]!["_score"]!);
        await _node.Refused(404, "POST /_search", $"{{'pit':{{'id':'{page["_scroll_id"]}'}}}}");
    }

    /// <summary>A row's value is opaque; its number within the index is not.</summary>
    private static string Show(JsonNode? value) =>
        value is null ? "null"
        : value.GetValueKind() == System.Text.Json.JsonValueKind.Number
        && value.ToString() is var text
        && long.TryParse(text, out var row)
        && row is > uint.MaxValue and < 1L << 34
            ? $"{row & uint.MaxValue}"
        : value.ToString();

    private async Task<JsonArray> Page(string pit, string sort, int size, JsonNode? after)
    {
        var body =
            $"{{'pit':{{'id':'{pit}'}},'sort':{sort},'size':{size}{(after is null ? "" : $",'search_after':{after.ToJsonString()}")}}}";
        return (await _node.Ok("POST /_search", body))["hits"]!["hits"]!.AsArray();
    }
}
