using System.Text;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Eql;

namespace Detections.Tests.Elasticsearch;

public sealed class PreFilterTests
{
    [Theory]
    // What can be asked: exact fields, and no pattern that has to look at all values
    [InlineData("any where a == \"x\"", """{"bool":{"should":[{"terms":{"a":["x"]}}]}}""", "a")]
    [InlineData(
        "any where a in~ (\"x\", \"y\")",
        """{"bool":{"should":[{"bool":{"should":[{"term":{"a":{"value":"x","case_insensitive":true}}},{"term":{"a":{"value":"y","case_insensitive":true}}}]}}]}}""",
        "a"
    )]
    [InlineData(
        "any where a : \"C:\\\\x*.?\"",
        """{"bool":{"should":[{"wildcard":{"a":{"value":"C:\\\\x*.?","case_insensitive":true}}}]}}""",
        "a"
    )]
    [InlineData("any where startsWith(a, \"x*\")", """{"bool":{"should":[{"wildcard":{"a":{"value":"x?*"}}}]}}""", "a")]
    [InlineData("any where a : \"*x\"", """{"bool":{"should":[{"exists":{"field":"a"}}]}}""", "a")]
    [InlineData("any where constant : \"x*\"", """{"bool":{"should":[{"exists":{"field":"constant"}}]}}""", "constant")]
    [InlineData(
        "any where a == \"x\" and inexact == \"y\" and (b == \"z\" or not a == \"v\")",
        """{"bool":{"should":[{"terms":{"a":["x"]}}]}}""",
        "a"
    )]
    [InlineData(
        "any where a == \"x\" and (b == \"y\" or partly == \"z\")",
        """{"bool":{"should":[{"bool":{"filter":[{"terms":{"a":["x"]}},{"bool":{"should":[{"terms":{"b":["y"]}},{"terms":{"partly":["z"]}}]}}]}},{"terms":{"_index":["logs-1","logs-2"]}}]}}""",
        "a",
        "b",
        "partly"
    )]
    public void A_condition_is_asked_as(string query, string expected, params string[] fields) =>
        AssertJson(
            """{"bool":{"should":[{"bool":{"filter":[EXPECTED]}},{"terms":{"_ignored":[FIELDS]}}]}}"""
                .Replace("EXPECTED", expected, StringComparison.Ordinal)
                .Replace("FIELDS", Quoted(fields), StringComparison.Ordinal),
            Create(query)
        );

    [Theory]
    [InlineData("any where inexact == \"x\"")]
    [InlineData("any where a == \"x\" or inexact == \"x\"")]
    [InlineData("any where a != \"x\"")]
    public void Where_everything_would_be_let_through_there_is_no_query(string query) => Assert.Null(Create(query));

    [Fact]
    public void What_has_no_value_that_is_indexed_in_some_index_is_let_through_there() =>
        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"bool":{"should":[{"terms":{"partly":["x"]}},{"terms":{"_index":["logs-1","logs-2"]}}]}}]}},
              {"terms":{"_ignored":["partly"]}}
            ]}}
            """,
            Create("any where partly == \"x\"")
        );

    [Fact]
    public void Rules_of_one_kind_of_event_are_asked_together() =>
        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"bool":{"should":[{"terms":{"event.category":["file"]}}]}}]}},
              {"bool":{"filter":[
                {"bool":{"should":[{"terms":{"event.category":["process"]}}]}},
                {"bool":{"should":[{"terms":{"event.type":["start"]}}]}},
                {"bool":{"should":[{"terms":{"a":["x","y"]}}]}}
              ]}},
              {"terms":{"_ignored":["event.category","event.type","a"]}}
            ]}}
            """,
            Create(
                "process where event.type == \"start\" and a == \"x\"",
                "process where event.type == \"start\" and a == \"y\"",
                "process where event.type == \"start\" and a == \"x\" and b == \"z\"",
                "file where inexact == \"x\"",
                "file where a == \"x\""
            )
        );

    [Fact]
    public void Rules_that_are_too_many_for_one_query_are_asked_less_exactly()
    {
        var names = string.Join(", ", Enumerable.Range(0, PreFilter.MostClauses).Select(i => $"\"name{i}.exe\""));

        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"bool":{"should":[{"terms":{"event.category":["process"]}}]}}]}},
              {"bool":{"filter":[
                {"bool":{"should":[{"terms":{"event.category":["file"]}}]}},
                {"bool":{"should":[{"wildcard":{"b":{"value":"x*","case_insensitive":true}}}]}}
              ]}},
              {"terms":{"_ignored":["event.category","b"]}}
            ]}}
            """,
            Create($"process where a : ({names})", "file where b : \"x*\"")
        );
        Assert.Null(Create($"any where a : ({names})"));
    }

    [Fact]
    public void A_query_of_thousands_of_rules_stays_within_what_the_cluster_takes()
    {
        var query = Create([
            .. Enumerable
                .Range(0, 3000)
                .Select(i =>
                    $"""any where event.category == "c{i % 50}" and a == "name{i}.exe" and b : ("dir{i}\\*", "{new string('x', i % 90)}*")"""
                ),
        ])!;

        Assert.InRange(query.Clauses, 50, PreFilter.MostClauses);
        Assert.InRange(query.Query.Length, 5_000, PreFilter.MostBytes);
    }

    private static PreFilter? Create(params string[] queries) =>
        PreFilter.Create(
            EqlFilter.Any(queries.Select(q => EqlQuery.Parse(q).Filter)),
            new()
            {
                Exact = new Dictionary<string, IReadOnlyCollection<string>>
                {
                    ["a"] = [],
                    ["b"] = [],
                    ["constant"] = [],
                    ["event.category"] = [],
                    ["event.type"] = [],
                    ["partly"] = ["logs-1", "logs-2"],
                },
                Constants = new HashSet<string> { "constant" },
            }
        );

    private static string Quoted(string[] fields) => string.Join(',', fields.Select(f => $"\"{f}\""));

    private static void AssertJson(string expected, PreFilter? actual) =>
        Assert.Equal(
            JsonNode.Parse(expected)!.ToJsonString(),
            JsonNode.Parse(Encoding.UTF8.GetString(actual!.Query.Span))!.ToJsonString()
        );
}
