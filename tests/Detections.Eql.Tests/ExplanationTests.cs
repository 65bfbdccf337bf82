using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Suite;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class ExplanationTests
{
    [Fact]
    public void Every_node_has_its_verdict_and_the_values_it_read()
    {
        var step = Explain(
            """
            process where event.type == "start" and not process.executable : "*\\werfault.exe" and
              (length(process.name) > 20 or process.parent.name : ("a.exe", "b.exe"))
            """,
            """{"event": {"category": "process", "type": ["info", "start"]}, "process": {"name": "cmd.exe", "parent": {"name": "B.exe"}}}"""
        );

        Assert.True(step.Matches);
        Assert.Equal(
            """
            + process where event.type == "start" and not process.executable : "*\\werfault.exe" and
              (length(process.name) > 20 or process.parent.name : ("a.exe", "b.exe"))
              + event.category == "process" {event.category=process}
              + event.type == "start" {event.type=info,start}
              + not process.executable : "*\\werfault.exe"
                - process.executable : "*\\werfault.exe" {process.executable=}
              + (length(process.name) > 20 or process.parent.name : ("a.exe", "b.exe"))
                - length(process.name) > 20 {process.name=cmd.exe length(process.name)=7}
                + process.parent.name : ("a.exe", "b.exe") {process.parent.name=B.exe}

            """,
            Show(step.Condition)
        );
    }

    [Fact]
    public void A_part_that_is_decided_whatever_the_event_is_shown_with_its_verdict()
    {
        var options = EqlOptions.Default with
        {
            Types = FieldTypes.FromMapping("""{"properties": {"a": {"type": "long"}}}"""u8.ToArray()),
        };
        var step = Explain("""any where ?gone == "x" or a == 1 or 1 > 2""", """{"a": 1, "gone": "x"}""", options);

        Assert.Equal(
            """
            + ?gone == "x" or a == 1 or 1 > 2
              ? ?gone == "x" {gone=}
              + a == 1 {a=1}
              - 1 > 2

            """,
            Show(step.Condition)
        );
    }

    [Fact]
    public void What_is_computed_is_shown_for_all_values_and_inside_out()
    {
        var step = Explain("""any where concat(string(length(a)), "-") == "3-" """, """{"a": ["x", "abc"]}""");

        Assert.Equal(
            """
            + concat(string(length(a)), "-") == "3-" {a=x,abc length(a)=1,3 string(length(a))=1,3 concat(string(length(a)), "-")=1-,3-}

            """,
            Show(step.Condition)
        );
    }

    [Fact]
    public void Steps_of_a_sequence_say_what_they_are_and_what_joins_the_event()
    {
        var query = EqlQuery.Parse(
            """sequence by host.id with maxspan=1m [any where n == 1] by a with runs=2 ![any where n == 2] by b until [any where n == 3] by a"""
        );
        Assert.True(
            query
                .CreateExplainer()
                .TryExplain(
                    """{"n": 1, "host": {"id": "h"}, "a": ["x", "y"]}"""u8.ToArray(),
                    out var steps,
                    out var problem
                ),
            problem
        );

        Assert.Equal(3, steps.Length);
        Assert.Equal([true, false, false], steps.Select(step => step.Matches));
        Assert.Equal([false, true, false], steps.Select(step => step.IsMissing));
        Assert.Equal([false, false, true], steps.Select(step => step.IsUntil));
        Assert.Equal(["h x", "h y"], steps[0].JoinKeys.Select(key => string.Join(' ', key)));
        Assert.Equal("host.id=h a=x,y", Show(steps[0].JoinFields));
        Assert.Equal("host.id=h b=", Show(steps[1].JoinFields));
        Assert.Empty(steps[1].JoinKeys);
        Assert.Equal([2, 1, 1], steps.Select(step => step.Runs));
    }

    [Fact]
    public void An_event_that_is_no_JSON_is_a_problem_and_no_explanation()
    {
        Assert.False(
            EqlQuery.Parse("any where true").CreateExplainer().TryExplain("{"u8.ToArray(), out _, out var problem)
        );
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void An_explanation_agrees_with_the_engine_and_its_parts_add_up() =>
        Gen.Select(Generators.Conditions, Generators.Documents.Array[1, 5])
            .Sample(
                (condition, documents) =>
                {
                    var query = EqlQuery.Parse($"any where {condition.Eql}");
                    foreach (var json in documents)
                    {
                        AssertAgrees(query, Encoding.UTF8.GetBytes(json));
                    }
                },
                iter: 5_000,
                print: sample => $"{sample.Item1.Eql}\n{string.Join('\n', sample.Item2)}"
            );

    [Fact]
    public void It_agrees_on_every_event_and_query_of_the_suite()
    {
        var folder = Path.Combine(OutsideData.FolderOrSkip("EQL_SUITE_DIR", "eql-suite"), "es");
        foreach (
            var (file, profile) in (ReadOnlySpan<(string, string)>)
                [("test_queries.toml", "endgame-ms"), ("test_extra.toml", "extra"), ("test_sample.toml", "samples")]
        )
        {
            var data = SuiteData.Read(folder, profile);
            var options = new EqlOptions
            {
                EventCategoryField = "event_type",
                Types = FieldTypes.FromMapping(JsonSerializer.SerializeToUtf8Bytes(data.Mapping)),
            };
            var events = data.Events.Select(item => item.Json).ToArray();
            foreach (var suiteCase in SuiteFile.Read(Path.Combine(folder, file)))
            {
                AssertAgrees(EqlQuery.Parse(suiteCase.Query, options), options.Types, events);
            }
        }
    }

    [Fact]
    public void It_explains_every_query_of_the_rule_catalogue()
    {
        var texts = RuleCatalogue.Read(OutsideData.FolderOrSkip(RuleCatalogue.Variable, RuleCatalogue.Name));
        var json =
            """{"event": {"category": "process", "type": "start"}, "process": {"name": "cmd.exe"}}"""u8.ToArray();
        foreach (var (_, text, options) in texts)
        {
            AssertAgrees(EqlQuery.Parse(text, options), options.Types, json);
        }
    }

    private static void AssertAgrees(EqlQuery query, byte[] json) => AssertAgrees(query, FieldTypes.Ecs, json);

    private static void AssertAgrees(EqlQuery query, FieldTypes types, params byte[][] events)
    {
        var table = FieldTable.Create(query.Fields, types);
        var reader = new EventReader(table);
        var steps = query.Compile(table);
        var explainer = query.CreateExplainer();
        foreach (var json in events)
        {
            Assert.True(reader.TryRead(json, out var values, out var problem), problem);
            Assert.True(explainer.TryExplain(json, out var explanations, out problem), problem);
            Assert.Equal(steps.Length, explanations.Length);
            for (var index = 0; index < steps.Length; index++)
            {
                Assert.Equal(steps[index].Matches(values), explanations[index].Matches);
                Assert.Equal(explanations[index].Matches, explanations[index].Condition.Verdict is true);
                AssertAddsUp(explanations[index].Condition);
            }
        }
    }

    /// <summary>The parts of a condition decide it: as SQL has it where one is null, and otherwise as everybody does.</summary>
    private static void AssertAddsUp(EqlExplanation node)
    {
        foreach (var part in node.Children)
        {
            AssertAddsUp(part);
        }

        var verdicts = node.Children.Select(part => part.Verdict).ToList();
        var expected = node.Operator switch
        {
            "not" => !Assert.Single(verdicts),
            "and" => verdicts.Contains(false) ? false
            : verdicts.Contains(null) ? null
            : true,
            "or" => verdicts.Contains(true) ? true
            : verdicts.Contains(null) ? null
            : false,
            _ => node.Verdict,
        };
        // Where an event decides, there is no null: it counts as false
        Assert.True(expected == node.Verdict || expected is null && node.Verdict is false, node.Text);
        Assert.Equal(node.Operator is null, node.Children.IsEmpty);
    }

    private static EqlStepExplanation Explain(string query, string json, EqlOptions? options = null)
    {
        var explainer = EqlQuery.Parse(query, options).CreateExplainer();
        Assert.True(explainer.TryExplain(Encoding.UTF8.GetBytes(json), out var steps, out var problem), problem);
        return Assert.Single(steps);
    }

    private static string Show(EqlExplanation node, string indent = "")
    {
        var sign = node.Verdict switch
        {
            true => '+',
            false => '-',
            null => '?',
        };
        var values = node.Values.IsEmpty ? "" : $" {{{Show(node.Values)}}}";
        return $"{indent}{sign} {node.Text}{values}\n"
            + string.Concat(node.Children.Select(child => Show(child, indent + "  ")));
    }

    private static string Show(IEnumerable<EqlValues> values) =>
        string.Join(' ', values.Select(value => $"{value.Name}={string.Join(',', value.Values)}"));
}
