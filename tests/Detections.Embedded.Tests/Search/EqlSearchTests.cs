namespace Detections.Embedded.Tests.Search;

public sealed class EqlSearchTests
{
    [Theory]
    [InlineData("{'query':'process where true'}", "1 2 4 3")]
    [InlineData("{'query':'any where true','size':100}", "1 2 5 4 3")]
    [InlineData("{'query':'any where true','size':2}", "4 3")]
    [InlineData("{'query':'any where true','size':2,'result_position':'head'}", "1 2")]
    [InlineData("{'query':'any where true','size':0}", "")]
    [InlineData("{'query':'process where user.name : \\\"A*\\\"'}", "1 4")]
    [InlineData("{'query':'process where user.name : \\\"A*\\\"','filter':{'range':{'@timestamp':{'gte':3}}}}", "4")]
    [InlineData("{'query':'any where true','tiebreaker_field':'order'}", "1 2 4 5 3")]
    [InlineData("{'query':'x where true','event_category_field':'user.name'}", "")]
    [InlineData("{'query':'bob where true','event_category_field':'user.name','fetch_size':50}", "2")]
    [InlineData("{'query':'process where ?missing == null','timestamp_field':'order'}", "1 2 4 3")]
    public async Task Events_are_found_in_order(string body, string expected)
    {
        await using var node = await TestNode.StartAsync();
        await Fill(node);
        var answer = await node.Ok("POST /x/_eql/search", body);
        var events = answer["hits"]!["events"]!.AsArray();
        Assert.Equal(expected, string.Join(' ', events.Select(one => (string)one!["_id"]!)));
        Assert.Equal($$"""{"value":{{events.Count}},"relation":"eq"}""", answer["hits"]!["total"]!.ToJsonString());
        Assert.All(events, one => Assert.Equal("x", (string)one!["_index"]!));
    }

    [Theory]
    [InlineData(400, "{'query':'process where'}", "parsing_exception", "line 1:14: ")]
    [InlineData(400, "{'query':'sequence [any where true]'}", "parsing_exception", "line 1:1: ")]
    [InlineData(
        400,
        "{'query':'any where user.nam == 1'}",
        "verification_exception",
        "Found 1 problem\nline 1:11: Unknown column [user.nam], did you mean [user.name]?"
    )]
    [InlineData(
        400,
        "{'query':'any where true','max_samples_per_key':0}",
        "action_request_validation_exception",
        "Validation Failed: 1: max_samples_per_key"
    )]
    [InlineData(400, "{}", "action_request_validation_exception", "Validation Failed: 1: query is null or empty;")]
    [InlineData(
        400,
        "{'query':'any where true','size':-1}",
        "action_request_validation_exception",
        "Validation Failed: 1: size"
    )]
    [InlineData(
        400,
        "{'query':'any where true','fetch_size':1}",
        "action_request_validation_exception",
        "Validation Failed: 1: fetch"
    )]
    [InlineData(
        400,
        "{'query':'any where true','result_position':'end'}",
        "action_request_validation_exception",
        "Validation Failed: 1: result"
    )]
    [InlineData(400, "{'query':'any where true','pipes':['a']}", "parsing_exception", "[eql] unknown field [pipes]")]
    public async Task A_search_that_is_not_understood_is_refused(int status, string body, string type, string reason)
    {
        await using var node = await TestNode.StartAsync();
        await Fill(node);
        var error = await node.Refused(status, "POST /x/_eql/search", body);
        Assert.Equal(type, (string)error["type"]!);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "sequence [process where order == 1] [process where order == 2]",
        """[{"events":[{"_index":"x","_id":"1"},{"_index":"x","_id":"2"}]}]"""
    )]
    [InlineData(
        "sequence by user.name with maxspan=1s [process where order == 1] ![process where order == 7] [network where true]",
        """[{"join_keys":["anna"],"events":[{"_index":"x","_id":"1"},{"_index":"","_id":"","_source":{},"missing":true},{"_index":"x","_id":"5"}]}]"""
    )]
    [InlineData(
        "sequence by ?user.nickname [process where order == 1] [network where true]",
        """[{"join_keys":[null],"events":[{"_index":"x","_id":"1"},{"_index":"x","_id":"5"}]}]"""
    )]
    [InlineData(
        "sample by user.name [network where true] [process where true]",
        """[{"join_keys":["anna"],"events":[{"_index":"x","_id":"5"},{"_index":"x","_id":"1"}]}]"""
    )]
    [InlineData("sequence by user.name [network where true] [process where order == 1]", "[]")]
    public async Task Sequences_and_samples_are_answered_with_their_join_keys(string query, string expected)
    {
        await using var node = await TestNode.StartAsync();
        await Fill(node);
        var answer = await node.Ok("POST /x/_eql/search", $"{{'query':'{query}'}}");
        var sequences = answer["hits"]!["sequences"]!.AsArray();
        foreach (var one in sequences.SelectMany(sequence => sequence!["events"]!.AsArray()))
        {
            if (one!["missing"] is null)
            {
                Assert.NotNull(one["_source"]!["@timestamp"]);
                one.AsObject().Remove("_source");
            }
        }

        Assert.Equal(expected, sequences.ToJsonString());
        Assert.Equal(sequences.Count, (int)answer["hits"]!["total"]!["value"]!);
    }

    [Fact]
    public async Task Fields_are_shown_as_the_mapping_sees_them()
    {
        await using var node = await TestNode.StartAsync();
        await Fill(node);
        var answer = await node.Ok(
            "POST /x/_eql/search",
            "{'query':'network where true','fields':['user.*',{'field':'@timestamp','format':'epoch_millis'}]}"
        );
        Assert.Equal(
            """{"user.name":["anna"],"@timestamp":["3"]}""",
            answer["hits"]!["events"]![0]!["fields"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Where_there_is_no_index_there_is_no_answer()
    {
        await using var node = await TestNode.StartAsync();
        await Fill(node);
        await node.Refused(404, "POST /missing/_eql/search", "{'query':'any where true'}");
        await node.Refused(404, "POST /missing*/_eql/search", "{'query':'any where true'}");
        await node.Ok("POST /missing,x/_eql/search", "{'query':'any where true'}");
    }

    private static async Task Fill(TestNode node)
    {
        await node.Ok(
            "PUT /x",
            "{'mappings':{'properties':{'@timestamp':{'type':'date'},'order':{'type':'long'},'user':{'properties':{'name':{'type':'keyword'}}}}}}"
        );
        await node.Ok(
            "POST /x/_bulk?refresh=true",
            """
            {"create":{"_id":"1"}}
            {"@timestamp":1,"order":1,"event.category":"process","user":{"name":"anna"}}
            {"create":{"_id":"5"}}
            {"@timestamp":3,"order":9,"event.category":"network","user":{"name":"anna"}}
            {"create":{"_id":"4"}}
            {"@timestamp":3,"order":4,"event":{"category":["a","process"]},"user":{"name":"ANNA"}}
            {"create":{"_id":"2"}}
            {"@timestamp":"1970-01-01T00:00:00.002Z","order":2,"event":{"category":"process"},"user":{"name":"bob"}}
            {"create":{"_id":"3"}}
            {"@timestamp":4,"order":10,"event":{"category":"process"}}

            """
        );
    }
}
