using System.Text.RegularExpressions;

namespace Detections.Elasticsearch;

/// <summary>Elasticsearch's own words for a refusal, with what to do about it where that is known.</summary>
internal static partial class AnswerTrouble
{
    public static string Explain(string type, string reason) =>
        type switch
        {
            "security_exception" when Unauthorized().Match(reason) is { Success: true } denied => Denied(denied),
            "cluster_block_exception" => $"{reason.TrimEnd(';')}. {Unblock(reason)}",
            "circuit_breaking_exception" =>
                $"{reason}. A node is short of memory for this request: lower Sweep:PageSize, or give the nodes more heap",
            "es_rejected_execution_exception" =>
                $"{reason}. A node has more to do than its queue holds: spread the load or add nodes",
            _ => reason,
        };

    private static string Denied(Match denied)
    {
        var kind = denied.Groups["kind"].Value;
        // Elasticsearch lists the privileges that would do from the least to the greatest.
        var least = denied.Groups["privileges"].Value.Split(',')[0];
        var indices = denied.Groups["indices"].Value;
        var on = indices.Length > 0 ? $" on {indices.Replace(",", ", ", StringComparison.Ordinal)}" : "";
        var names = string.Join(',', indices.Split(',').Select(i => $"\"{i}\""));
        var grant =
            kind == "index" && indices.Length > 0
                ? $$"""add {"names":[{{names}}],"privileges":["{{least}}"]} to "indices" of its role"""
                : $"add \"{least}\" to \"{kind}\" of its role";
        return $"{denied.Groups["who"].Value} lacks the {kind} privilege {least}{on} for the action {denied.Groups["action"].Value}: {grant}, and to its API key where it is one";
    }

    private static string Unblock(string reason)
    {
        var block = Block().Match(reason);
        var index = block.Groups["index"] is { Success: true, Value: var name } ? name : "<index>";
        return block.Groups["id"].Value switch
        {
            "12" or "13" =>
                $$"""A disk is fuller than the flood-stage watermark: free space on it or add a node, and Elasticsearch lifts the block by itself; else send PUT /{{index}}/_settings {"index.blocks.read_only_allow_delete":null}""",
            "5" => Lift(index, "read_only"),
            "7" => Lift(index, "read"),
            "8" => Lift(index, "write"),
            "9" => Lift(index, "metadata"),
            "4" => $"Somebody closed the index: send POST /{index}/_open",
            "6" =>
                "Somebody made the whole cluster read-only: send PUT /_cluster/settings {\"persistent\":{\"cluster.blocks.read_only\":null}}",
            "1" or "2" => "The cluster has no elected master or is still starting: look at its nodes' logs",
            _ => "Find out who set the block before lifting it",
        };
    }

    private static string Lift(string index, string block) =>
        $$"""Somebody set index.blocks.{{block}}: send PUT /{{index}}/_settings {"index.blocks.{{block}}":null}""";

    [GeneratedRegex(
        @"action \[(?<action>.+)\] is unauthorized for (?<who>.+?)( on (restricted )?indices \[(?<indices>[^\]]*)\])?, this action is granted by the (?<kind>index|cluster) privileges \[(?<privileges>[^\]]+)\]",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Unauthorized();

    [GeneratedRegex(
        @"(index \[(?<index>[^\]]+)\] )?blocked by: \[[A-Z_]+/(?<id>\d+)/",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Block();
}
