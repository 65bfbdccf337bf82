using Detections.Eql;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands.Explain;

/// <summary>A tree for each event, a line for each condition: a sign, the condition, and the values that it read.</summary>
internal sealed class ExplainText : ExplainPrinter
{
    private const int LongestText = 160;
    private const int LongestValue = 200;
    private const int ValuesShown = 10;

    private readonly Rule _rule;
    private readonly TextWriter _output;

    public ExplainText(Rule rule, TextWriter output)
    {
        _rule = rule;
        _output = output;
        output.WriteLine($"Rule \"{rule.Name}\" ({rule.RuleId})");
    }

    public override void Print(ExplainedEvent found)
    {
        _output.WriteLine();
        if (found.Problem is not null)
        {
            _output.WriteLine($"{found.Name} cannot be judged: {found.Problem}");
            return;
        }

        _output.WriteLine($"{found.Name} {Verdict(found)}");
        for (var number = 0; number < found.Steps.Length; number++)
        {
            Print(found.Steps[number], number, found.Excepted[number]);
        }

        if (found.OutOfReach != found.Window)
        {
            _output.WriteLine($"  window: {found.Window}");
        }

        if (found.OutOfReach is { } reason)
        {
            _output.WriteLine($"  No alert would come of it: {reason}");
        }
    }

    public override void Finish(IReadOnlyList<EqlMatch> matches, bool isMatch)
    {
        if (_rule.Query.Kind == EqlQueryKind.Event)
        {
            return;
        }

        _output.WriteLine();
        var kind = _rule.Query.Kind.ToString().ToLowerInvariant();
        _output.WriteLine(
            matches.Count == 0 ? $"The events make no {kind}." : $"{kind}s of these events: {matches.Count}"
        );
        foreach (var match in matches)
        {
            var keys = match.JoinKeys.IsEmpty
                ? ""
                : $" by {string.Join(", ", match.JoinKeys.Select(key => key ?? "null"))}";
            _output.WriteLine(
                $"  {string.Join(" -> ", match.Events.Select(hit => hit is null ? "(missing)" : hit.Id))}{keys}"
            );
        }
    }

    private string Verdict(ExplainedEvent found)
    {
        if (_rule.Query.Kind == EqlQueryKind.Event)
        {
            return found.Counts ? "matches"
                : found.Steps[0].Matches ? "satisfies the query and is excepted"
                : "does not match";
        }

        var satisfied = Enumerable.Range(0, found.Steps.Length).Where(step => found.Steps[step].Matches).ToList();
        return satisfied.Count == 0
            ? "satisfies no step"
            : $"satisfies {string.Join(" and ", satisfied.Select(step => StepName(found.Steps[step], step)))}";
    }

    private void Print(EqlStepExplanation step, int number, string? excepted)
    {
        if (_rule.Query.Kind != EqlQueryKind.Event)
        {
            var runs = step.Runs > 1 ? $", {step.Runs} times in a row" : "";
            _output.WriteLine(
                $"  {StepName(step, number)}{(step.IsMissing ? ", whose event must be missing" : "")}{runs}:"
            );
            if (!step.JoinFields.IsEmpty)
            {
                _output.WriteLine($"    joined by {string.Join("; ", step.JoinFields.Select(Show))}");
            }

            if (step is { Matches: true, JoinFields.IsEmpty: false, JoinKeys.IsEmpty: true })
            {
                _output.WriteLine("    it takes no part, because it lacks a field that joins");
            }
        }

        Print(step.Condition, "    ");
        if (excepted is not null)
        {
            _output.WriteLine($"    but {excepted}");
        }
    }

    private void Print(EqlExplanation node, string indent)
    {
        var sign = node.Verdict switch
        {
            true => "✓",
            false => "✗",
            null => "?",
        };
        var text = node.Operator ?? Cut.To(OneLine(node.Text), LongestText);
        var values = node.Values.IsEmpty ? "" : $"    {string.Join("; ", node.Values.Select(Show))}";
        _output.WriteLine($"{indent}{sign} {text}{values}");
        foreach (var child in node.Children)
        {
            Print(child, indent + "  ");
        }
    }

    private static string StepName(EqlStepExplanation step, int number) =>
        step.IsUntil ? "until" : $"step {number + 1}";

    private static string Show(EqlValues values) =>
        values.Values.IsEmpty
            ? $"{OneLine(values.Name)} is missing"
            : $"{OneLine(values.Name)} = {string.Join(", ", values.Values.Take(ValuesShown).Select(value => Cut.To(OneLine(value), LongestValue)))}"
                + (values.Values.Length > ValuesShown ? $" and {values.Values.Length - ValuesShown} more" : "");

    /// <summary>Events may hold anything; a terminal shall not act on it.</summary>
    private static string OneLine(string text) =>
        string.Join(
            ' ',
            string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
}
