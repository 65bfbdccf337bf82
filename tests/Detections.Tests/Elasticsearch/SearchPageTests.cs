using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Elasticsearch;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Tests.Elasticsearch;

public sealed class SearchPageTests
{
    private const string Answer = """
        {
          "took": 3, "timed_out": false, "pit_id": "newer",
          "_shards": { "total": 3, "successful": 3, "skipped": 1, "failed": 0 },
          "hits": { "max_score": null, "hits": [
            { "_index": "a", "_id": "1", "_score": null, "_source": { "x": [1, { "y": "}" }], "_id": "inner" }, "sort": [7] },
            { "sort": [8, "z"], "_source": {}, "_id": "quo\"te", "_index": "b" }
          ] }
        }
        """;

    [Fact]
    public void Each_hit_is_found_where_it_stands()
    {
        var page = Read(Answer);

        Assert.Equal(["a", "b"], page.Events.Hits.Select(h => Text(h.Index)));
        Assert.Equal(["1", "quo\"te"], page.Events.Hits.Select(h => Text(h.Id)));
        Assert.Equal(
            ["{ \"x\": [1, { \"y\": \"}\" }], \"_id\": \"inner\" }", "{}"],
            page.Events.Hits.Select(h => Text(h.Source))
        );
        Assert.Equal("[8, \"z\"]", Text(page.LastSort));
        Assert.Equal("newer", page.PitId);
        Assert.Null(page.Partial);
    }

    [Fact]
    public void An_answer_that_breaks_off_anywhere_is_no_answer()
    {
        var bytes = Encoding.UTF8.GetBytes(Answer.Trim());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<JsonException>(() => new SearchPage().Read(bytes.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("""{"timed_out":true,"_shards":{"failed":0},"hits":{"hits":[]}}""", "the search timed out")]
    [InlineData("""{"_shards":{"total":5,"failed":2},"hits":{"hits":[]}}""", "2 shards failed")]
    [InlineData(
        """{"_shards":{"failed":0},"_clusters":{"total":3,"successful":1,"skipped":1,"partial":1,"details":{"x":{"failed":1}}},"hits":{"hits":[]}}""",
        "2 remote clusters did not answer completely"
    )]
    [InlineData("""{"_shards":{"total":5,"skipped":4,"failed":0},"hits":{"hits":[]}}""", null)]
    public void A_part_of_the_answer_is_not_taken_for_all_of_it(string answer, string? partial) =>
        Assert.Equal(partial, Read(answer).Partial);

    [Fact]
    public void A_source_may_be_as_deep_as_Elasticsearch_lets_it_be()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000);

        var page = Read(
            "{\"_shards\":{},\"hits\":{\"hits\":[{\"_index\":\"a\",\"_id\":\"1\",\"_source\":" + deep + "}]}}"
        );
        Assert.Equal(deep, Text(page.Events.Hits[0].Source));
    }

    [Fact]
    public void A_source_may_hold_comments_since_Elasticsearch_takes_them()
    {
        var page = Read(
            """{"_shards":{"failed":0},"hits":{"hits":[{"_index":"a","_id":"1","_source":{"a":1/*}*/}},{"_id":"2","_index":"a","_source":{}}]}}"""
        );

        Assert.Equal(["{\"a\":1/*}*/}", "{}"], page.Events.Hits.Select(h => Text(h.Source)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"message":"welcome to the proxy"}""")]
    [InlineData("""{"_shards":{"failed":0},"hits":{}}""")]
    [InlineData("""{"hits":{"hits":[]}}""")]
    public void What_is_not_the_answer_of_a_search_is_not_taken_for_an_empty_one(string answer) =>
        Assert.ThrowsAny<JsonException>(() => Read(answer));

    [Fact]
    public void Nothing_of_the_page_before_is_left()
    {
        var page = Read(Answer);
        page.Read(Encoding.UTF8.GetBytes("""{"_shards":{"failed":0},"hits":{"hits":[]}}"""));

        Assert.Empty(page.Events.Hits);
        Assert.Null(page.PitId);
    }

    [Fact]
    public void Skipping_sources_finds_what_reading_their_tokens_finds()
    {
        var hit = Gen.Select(
            Generators.Documents,
            Generators.Documents,
            Gen.Int[0, 70],
            Gen.OneOf("", "/* { */", "\"", "}", "[", "\u0001", "\\"),
            (source, fields, shift, slip) =>
                $$"""{"_index":"a{{new string('b', shift)}}","_id":"é\"","_source":{{source.Insert(1, shift % 8 == 0 ? slip : "")}},"fields": {{fields}},"sort":[{{shift}}]}"""
        );
        hit.Array[0, 5]
            .Sample(
                hits =>
                {
                    var answer = Encoding.UTF8.GetBytes(
                        $$$"""{"hits":{"hits":[{{{string.Join(", ", hits)}}}]},"_shards":{"failed":0},"pit_id":"p"}"""
                    );
                    // What is wrong within a source is seen when the event is read
                    if (Describe(p => p.Read(answer, skips: false)) is { } expected)
                    {
                        Assert.Equal(expected, Describe(p => p.Read(answer)));
                    }
                },
                iter: PropertyIterations.Or(5_000)
            );
    }

    [Fact]
    public void What_is_wrong_with_an_answer_is_told_where_it_stands()
    {
        var answer = Answer.Replace("\"quo", "quo", StringComparison.Ordinal);
        var expected = Assert.ThrowsAny<JsonException>(() =>
            new SearchPage().Read(Encoding.UTF8.GetBytes(answer), skips: false)
        );

        var actual = Assert.ThrowsAny<JsonException>(() => Read(answer));

        Assert.Equal(expected.Message, actual.Message);
        Assert.Contains("LineNumber: 5", actual.Message, StringComparison.Ordinal);
    }

    private static string? Describe(Action<SearchPage> read)
    {
        var page = new SearchPage();
        try
        {
            read(page);
        }
        catch (JsonException)
        {
            return null;
        }

        var hits = page.Events.Hits.Select(h => $"{Text(h.Index)} {Text(h.Id)} {Text(h.Source)} {Text(h.Fields)}");
        return $"{string.Join('\n', hits)}\n{Text(page.LastSort)} {page.PitId}";
    }

    private static SearchPage Read(string answer)
    {
        var page = new SearchPage();
        page.Read(Encoding.UTF8.GetBytes(answer));
        return page;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
