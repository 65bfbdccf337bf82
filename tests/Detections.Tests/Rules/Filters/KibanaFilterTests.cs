using System.Text;
using System.Text.Json;
using Detections.Eql;
using Detections.Rules.Filters;

namespace Detections.Tests.Rules.Filters;

public sealed class KibanaFilterTests
{
    private const string Event = """
        {"@timestamp":"2026-11-24T10:00:00Z","host":{"name":["EXCH01","exch01.corp"],"os.name":"Windows"},"message":"Logon was DENIED twice",
        "process":{"name":"cmd.exe","pid":42,"executable":"C:\\Windows\\cmd.exe"},"source.ip":"10.1.2.3","own":{"n":7,"b":true}}
        """;

    [Theory]
    [InlineData("""{"match_all":{}}""", true)]
    [InlineData("""{"match_none":{}}""", false)]
    [InlineData("""{"match_phrase":{"process.name":"cmd.exe"}}""", true)]
    [InlineData("""{"match_phrase":{"process.name":{"query":"cmd.exe"}}}""", true)]
    [InlineData("""{"match_phrase":{"process.name":"CMD.EXE"}}""", false)]
    [InlineData("""{"match_phrase":{"process.name.caseless":"CMD.EXE"}}""", true)]
    [InlineData("""{"match_phrase":{"host.name":"exch01.corp"}}""", true)]
    [InlineData("""{"match_phrase":{"host.os.name":"Windows"}}""", true)]
    [InlineData("""{"match_phrase":{"process.pid":42}}""", true)]
    [InlineData("""{"match_phrase":{"process.pid":"42"}}""", true)]
    [InlineData("""{"match_phrase":{"own.b":true}}""", true)]
    [InlineData("""{"match_phrase":{"message":"denied twice"}}""", true)]
    [InlineData("""{"match_phrase":{"message":"twice denied"}}""", false)]
    [InlineData("""{"match":{"message":"twice unknown"}}""", true)]
    [InlineData("""{"match":{"message":{"query":"twice unknown","operator":"and"}}}""", false)]
    [InlineData("""{"match":{"message":{"query":"twice logon","operator":"and"}}}""", true)]
    [InlineData("""{"match":{"message":{"query":"twice denied","type":"phrase"}}}""", false)]
    [InlineData("""{"match":{"message":"..."}}""", false)]
    [InlineData("""{"match":{"process.name":"cmd.exe other"}}""", false)]
    [InlineData("""{"term":{"process.name":"cmd.exe"}}""", true)]
    [InlineData("""{"term":{"process.name":{"value":"CMD.EXE","case_insensitive":true}}}""", true)]
    [InlineData("""{"term":{"message":"denied"}}""", true)]
    [InlineData("""{"term":{"message":"DENIED"}}""", false)]
    [InlineData("""{"term":{"source.ip":"10.0.0.0/8"}}""", true)]
    [InlineData("""{"terms":{"process.pid":[1,42]}}""", true)]
    [InlineData("""{"terms":{"process.name":["a","b"],"boost":1}}""", false)]
    [InlineData("""{"terms":{"process.name":[]}}""", false)]
    [InlineData("""{"exists":{"field":"process.pid"}}""", true)]
    [InlineData("""{"exists":{"field":"process.ppid"}}""", false)]
    [InlineData("""{"exists":{"field":"process.name.text"}}""", true)]
    [InlineData("""{"range":{"process.pid":{"gte":42,"lt":43}}}""", true)]
    [InlineData("""{"range":{"process.pid":{"gt":42}}}""", false)]
    [InlineData("""{"range":{"own.n":{"gt":6}}}""", true)]
    [InlineData(
        """{"range":{"@timestamp":{"gte":"2026-11-24","lte":"2026-11-24","format":"strict_date_optional_time"}}}""",
        true
    )]
    [InlineData("""{"range":{"source.ip":{"lt":"10.1.2.4"}}}""", true)]
    [InlineData("""{"wildcard":{"process.name":"c?d.*"}}""", true)]
    [InlineData("""{"wildcard":{"process.executable":{"value":"C:\\\\Windows\\\\*"}}}""", true)]
    [InlineData(
        """{"wildcard":{"process.executable":{"wildcard":"c:\\\\windows\\\\*","case_insensitive":true}}}""",
        true
    )]
    [InlineData("""{"prefix":{"process.name":"cmd"}}""", true)]
    [InlineData("""{"prefix":{"process.name":{"value":"CMD","case_insensitive":false}}}""", false)]
    [InlineData("""{"bool":{}}""", true)]
    [InlineData("""{"bool":{"must":"","should":[]}}""", true)]
    [InlineData("""{"bool":{"must":[{"exists":{"field":"host.name"}}],"filter":{"exists":{"field":"own.n"}}}}""", true)]
    [InlineData("""{"bool":{"must_not":{"exists":{"field":"own.n"}}}}""", false)]
    [InlineData("""{"bool":{"should":[{"match_none":{}},{"match_all":{}}]}}""", true)]
    [InlineData("""{"bool":{"should":[{"match_none":{}}]}}""", false)]
    [InlineData("""{"bool":{"should":[{"match_none":{}}],"filter":[{"match_all":{}}]}}""", true)]
    [InlineData("""{"bool":{"should":[{"match_none":{}}],"filter":[],"minimum_should_match":1}}""", false)]
    [InlineData("""{"bool":{"should":[{"match_none":{}},{"match_all":{}}],"minimum_should_match":2}}""", false)]
    [InlineData("""{"bool":{"should":[{"match_none":{}},{"match_all":{}}],"minimum_should_match":"50%"}}""", true)]
    [InlineData("""{"bool":{"should":[{"match_none":{}},{"match_all":{}}],"minimum_should_match":-1}}""", true)]
    [InlineData("""{"bool":{"should":[{"match_none":{}},{"match_none":{}}],"minimum_should_match":"-50%"}}""", false)]
    public void A_clause_means_what_it_means_in_a_search(string query, bool passes) =>
        Assert.Equal(passes, Passes($$"""{"meta":{},"query":{{query}}}"""));

    [Theory]
    [InlineData("""{"meta":{"negate":true},"query":{"match_none":{}}}""", true)]
    [InlineData("""{"meta":{"negate":true},"query":{"exists":{"field":"process.ppid"}}}""", true)]
    [InlineData("""{"meta":{"negate":true},"query":{"match_all":{}}}""", false)]
    [InlineData("""{"meta":{"negate":false,"disabled":true},"query":{"match_none":{}}}""", true)]
    [InlineData("""{"meta":{"disabled":true},"query":{"script":{}}}""", true)]
    [InlineData("""{"query":{"match_none":{}}}""", false)]
    [InlineData("""{"$state":{"store":"appState"},"meta":{"negate":true},"exists":{"field":"own.n"}}""", false)]
    public void The_meta_of_a_filter_counts(string filter, bool passes) => Assert.Equal(passes, Passes(filter));

    [Theory]
    [InlineData("1", "a filter has to be an object such as {\"query\":{\"match_phrase\":{\"host.name\":\"a\"}}}")]
    [InlineData(
        """{"meta":{}}""",
        "the filter has no \"query\", so there is nothing to ask an event; save it in Kibana as a query"
    )]
    [InlineData(
        """{"query":{"bool":{"must":[{"match_all":{}},{"query_string":{"query":"a"}}]}}}""",
        "query.bool.must[1].query_string: the clause [query_string] is not evaluated here; write it with bool, match_phrase, match, term, terms, exists, range, wildcard, prefix, match_all and match_none"
    )]
    [InlineData("""{"query":{}}""", "query: expected one clause, but found 0")]
    [InlineData("""{"query":[]}""", "query: expected an object, but found []")]
    [InlineData(
        """{"query":{"bool":{"must":[],"boosting":1}}}""",
        "query.bool: [boosting] is not evaluated here; expected must, filter, should, must_not or minimum_should_match"
    )]
    [InlineData(
        """{"query":{"bool":{"minimum_should_match":"2<75%"}}}""",
        "query.bool.minimum_should_match: [2<75%] is not evaluated here; expected a number such as 1 or a share such as 75%"
    )]
    [InlineData(
        """{"query":{"match_phrase":{"host.name":{"query":"a","slop":2}}}}""",
        "query.match_phrase.host.name: [slop] is not evaluated here; expected query"
    )]
    [InlineData(
        """{"query":{"match":{"host.name":{"query":"a","operator":"xor"}}}}""",
        "query.match.host.name.operator: [xor] is not evaluated here; expected one of or, and"
    )]
    [InlineData("""{"query":{"match_phrase":{"host.name":{}}}}""", "query.match_phrase.host.name: [query] is missing")]
    [InlineData(
        """{"query":{"match_phrase":{"host.name":["a"]}}}""",
        "query.match_phrase.host.name.query: expected one value, but found [\"a\"]"
    )]
    [InlineData(
        """{"query":{"terms":{"host.name":{"index":"i","id":"1","path":"p"}}}}""",
        "query.terms: expected one field with a list of values, such as {\"host.name\":[\"a\",\"b\"]}"
    )]
    [InlineData(
        """{"query":{"term":{"process.pid":"abc"}}}""",
        "query.term.process.pid: [abc] cannot be a value of the type [long]; it has to be a number"
    )]
    [InlineData(
        """{"query":{"range":{"@timestamp":{"gte":"now-1h"}}}}""",
        "query.range.@timestamp: The date [now-1h] depends on when the query runs; write a fixed date such as [2024-05-31T12:00:00Z]"
    )]
    [InlineData("""{"query":{"range":{"a":5}}}""", "query.range.a: expected bounds such as {\"gte\":1,\"lt\":9}")]
    [InlineData(
        """{"query":{"term":{"_index":"a"}}}""",
        "query.term._index: [_index] is not the name of one field of the event; name one, such as host.name"
    )]
    [InlineData(
        """{"query":{"exists":{"field":"host.*"}}}""",
        "query.exists: [host.*] is not the name of one field of the event; name one, such as host.name"
    )]
    public void What_is_not_evaluated_is_refused_with_its_place(string filter, string expected)
    {
        Assert.False(KibanaFilter.TryCreate(JsonElement.Parse(filter), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void It_names_the_fields_that_it_reads()
    {
        Assert.True(
            KibanaFilter.TryCreate(
                JsonElement.Parse(
                    """{"query":{"bool":{"must":[{"exists":{"field":"a"}},{"term":{"b.caseless":1}}],"must_not":{"range":{"a":{}}}}}}"""
                ),
                out var filter,
                out _
            )
        );
        Assert.Equal(["a", "b.caseless", "b"], filter.Fields);
    }

    private static bool Passes(string json)
    {
        Assert.True(KibanaFilter.TryCreate(JsonElement.Parse(json), out var filter, out var problem), problem);
        var table = FieldTable.Create([.. filter.Fields, "@timestamp"]);
        var reader = new EventReader(table);
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(Event), out var values, out problem), problem);
        return filter.Compile(table)(values);
    }
}
