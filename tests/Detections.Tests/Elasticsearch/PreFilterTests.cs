using System.Text;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Eql;
using Detections.Runs;

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
            Whole("""{"bool":{"filter":[EXPECTED]}}""".Replace("EXPECTED", expected, StringComparison.Ordinal), fields),
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
            Whole(
                """
                {"bool":{"filter":[{"bool":{"should":[{"terms":{"partly":["x"]}},{"terms":{"_index":["logs-1","logs-2"]}}]}}]}}
                """,
                "partly"
            ),
            Create("any where partly == \"x\"")
        );

    [Fact]
    public void Rules_of_one_kind_of_event_are_asked_together() =>
        AssertJson(
            Whole(
                """
                {"bool":{"filter":[{"bool":{"should":[{"terms":{"event.category":["file"]}}]}}]}},
                  {"bool":{"filter":[
                    {"bool":{"should":[{"terms":{"event.category":["process"]}}]}},
                    {"bool":{"should":[{"terms":{"event.type":["start"]}}]}},
                    {"bool":{"should":[{"terms":{"a":["x","y"]}}]}}
                  ]}}
                """,
                "event.category",
                "event.type",
                "a"
            ),
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
            Whole(
                """
                {"bool":{"filter":[{"bool":{"should":[{"terms":{"event.category":["process"]}}]}}]}},
                  {"bool":{"filter":[
                    {"bool":{"should":[{"terms":{"event.category":["file"]}}]}},
                    {"bool":{"should":[{"wildcard":{"b":{"value":"x*","case_insensitive":true}}}]}}
                  ]}}
                """,
                "event.category",
                "b"
            ),
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

    [Fact]
    public void Of_each_index_only_the_rules_that_reach_it_are_asked() =>
        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"terms":{"_index":["logs-1"]}},{"bool":{"should":[{"bool":{"filter":[{"bool":{"should":[{"terms":{"a":["x","y"]}}]}}]}}]}}]}},
              {"bool":{"filter":[{"terms":{"_index":["logs-2"]}},{"bool":{"should":[{"bool":{"filter":[{"bool":{"should":[{"terms":{"a":["y"]}}]}}]}}]}}]}},
              {"terms":{"_ignored":["a"]}}
            ]}}
            """,
            PreFilter.Create(
                [
                    Rule("any where a == \"x\"", "logs-1"),
                    Rule("any where a == \"y\"", "logs-1", "logs-2"),
                    Rule("any where inexact == \"z\"", "logs-9"),
                ],
                Fields("logs-1", "logs-2")
            )
        );

    [Fact]
    public void Of_indices_that_no_rule_is_known_to_reach_and_of_those_that_a_rule_needs_whole_everything_is_let_through() =>
        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"terms":{"_index":["logs-1"]}},{"bool":{"should":[{"bool":{"filter":[{"bool":{"should":[{"terms":{"a":["x"]}}]}}]}}]}}]}},
              {"terms":{"_index":["logs-2","logs-3"]}},
              {"terms":{"_ignored":["a"]}}
            ]}}
            """,
            PreFilter.Create(
                [Rule("any where a == \"x\"", "logs-1", "logs-3"), Rule("any where inexact == \"z\"", "logs-3")],
                Fields("logs-1", "logs-2", "logs-3")
            )
        );

    [Fact]
    public void Of_indices_whose_rules_never_match_nothing_is_let_through() =>
        AssertJson(
            """
            {"bool":{"should":[
              {"bool":{"filter":[{"terms":{"_index":["logs-1"]}},{"match_none":{}}]}},
              {"terms":{"_ignored":[]}}
            ]}}
            """,
            PreFilter.Create([Rule("any where a == \"x\" and false", "logs-1")], Fields("logs-1"))
        );

    private static RuleFilter Rule(string query, params string[] indices) => new(EqlQuery.Parse(query).Filter, indices);

    private static string Whole(string groups, params string[] fields) =>
        """
            {"bool":{"should":[
              {"bool":{"filter":[{"terms":{"_index":["logs-1","logs-2","logs-3"]}},{"bool":{"should":[GROUPS]}}]}},
              {"terms":{"_ignored":[FIELDS]}}
            ]}}
            """.Replace("GROUPS", groups, StringComparison.Ordinal).Replace(
            "FIELDS",
            string.Join(',', fields.Order(StringComparer.Ordinal).Select(f => $"\"{f}\"")),
            StringComparison.Ordinal
        );

    private static PreFilter? Create(params string[] queries) =>
        PreFilter.Create(
            [.. queries.Select(q => Rule(q, "logs-3", "logs-1", "logs-2"))],
            Fields("logs-1", "logs-2", "logs-3")
        );

    private static MappedFields Fields(params string[] indices) =>
        new()
        {
            Indices = indices,
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
        };

    private static void AssertJson(string expected, PreFilter? actual) =>
        Assert.Equal(
            JsonNode.Parse(expected)!.ToJsonString(),
            JsonNode.Parse(Encoding.UTF8.GetString(actual!.Query.Span))!.ToJsonString()
        );
}
