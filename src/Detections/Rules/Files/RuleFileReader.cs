using System.Globalization;
using System.Text.RegularExpressions;
using Detections.Settings;

namespace Detections.Rules.Files;

/// <summary>Reads what is in a file: TOML as in Elastic's repository of rules, or what Kibana exports.</summary>
/// <param name="withDeprecated">Whether deprecated rules are to be run.</param>
/// <param name="valueLists">The ids of the value lists.</param>
internal sealed partial class RuleFileReader(bool withDeprecated, IReadOnlySet<string> valueLists)
{
    public static readonly IReadOnlyList<string> Extensions = [".toml", ".ndjson", ".json"];

    /// <summary>Of rules and exceptions in one file.</summary>
    private const int MostObjects = 20_000;

    /// <summary>A file with more mistakes than anybody mends one by one is taken for none of rules.</summary>
    private const int MostWrongRules = 1_000;

    /// <summary>What is told of one file beside its rules; the rest is counted.</summary>
    private const int MostFindings = 100;

    private const string DeprecatedFolder = "_deprecated";
    private const string Deprecated = "deprecated";

    private static readonly string[] MetadataKeys =
    [
        "bypass_bbr_timing",
        "comments",
        "creation_date",
        "dates",
        "deprecated_reason",
        "deprecation_date",
        "extended",
        "integration",
        "list_name",
        "maturity",
        "min_stack_comments",
        "min_stack_version",
        "os_type_list",
        "promotion",
        "query_schema_validation",
        "related_endpoint_rules",
        "rule_ids",
        "rule_names",
        "updated_date",
    ];

    /// <summary>Tests of rules stand beside them.</summary>
    public static bool IsTest(string path) =>
        Path.GetFileNameWithoutExtension(path).EndsWith(".test", StringComparison.Ordinal);

    public RuleFile Read(string path)
    {
        if (SourceFile.Read(path, out var trouble) is not { } file)
        {
            return Broken(path, trouble!);
        }

        return Path.GetExtension(path) switch
        {
            ".toml" => ReadToml(file),
            ".json" => ReadJson(file),
            ".ndjson" => ReadLines(file),
            var extension => Broken(
                path,
                new(
                    FindingCode.UnknownContent,
                    FindingSeverity.Error,
                    file.Locate(0),
                    $"The file ends with \"{extension}\"; rule files end with {string.Join(", ", Extensions)}."
                )
            ),
        };
    }

    private static RuleFile Broken(string path, Finding trouble) =>
        new(Path.GetFullPath(path)) { Findings = [trouble], IsBroken = true };

    private static Finding TooMany(Location at) =>
        new(
            FindingCode.UnknownContent,
            FindingSeverity.Error,
            at,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The file holds more than {MostObjects:N0} rules and exceptions. Divide it into several."
            )
        );

    private RuleFile ReadToml(SourceFile file)
    {
        if (TomlTree.Read(file, out var trouble) is not { } root)
        {
            return Broken(file.FullPath, trouble!);
        }

        var content = new Content();
        var top = new SectionReader(root, content.Findings);
        var metadata = top.Below("metadata");
        metadata.Accept(MetadataKeys);
        metadata.RefuseUnknownKeys();
        if (root.Child("rule") is { } rule)
        {
            var isDeprecated = metadata.Text("maturity") == Deprecated || IsBelowDeprecated(file.FullPath);
            content.Rules.Add(ReadRule(rule, isDeprecated, root.Child("transform")));
        }

        foreach (var list in root.Child("exceptions")?.Children ?? [])
        {
            var section = new SectionReader(list, content.Findings);
            var listId = ReadList(list.ChildOrNone("container"), content);
            foreach (var item in list.Child("items")?.Children ?? [])
            {
                ReadItem(item, listId, content);
            }

            section.Accept(["container", "items"]);
            section.RefuseUnknownKeys();
        }

        top.Accept(["rule", "transform", "exceptions"]);
        top.RefuseUnknownKeys();
        if (root.Child("rule") is null && root.Child("exceptions") is null)
        {
            content.Findings.Warn(
                FindingCode.UnknownContent,
                "The file has neither a table [rule] nor [[exceptions]], so it has no effect.",
                root.Location
            );
        }

        return content.Of(file);
    }

    private RuleFile ReadJson(SourceFile file)
    {
        if (JsonTree.Read(file, out var trouble) is not { } root)
        {
            return Broken(file.FullPath, trouble!);
        }

        if (root.Kind == SettingKind.List && root.Children.Count > MostObjects)
        {
            return Broken(file.FullPath, TooMany(root.Children[MostObjects].Location!.Value));
        }

        var content = new Content();
        foreach (var node in root.Kind == SettingKind.List ? root.Children : [root])
        {
            ReadObject(node, file, content);
        }

        return content.Of(file);
    }

    /// <summary>A line that is not JSON spoils the file: it may be the rest of one that is being written.</summary>
    private RuleFile ReadLines(SourceFile file)
    {
        var content = new Content();
        var objects = 0;
        for (var start = 0; start < file.Text.Length; )
        {
            var end = file.Text.IndexOf('\n', start);
            end = end < 0 ? file.Text.Length : end;
            if (!file.Text.AsSpan(start, end - start).IsWhiteSpace())
            {
                if (++objects > MostObjects)
                {
                    return Broken(file.FullPath, TooMany(file.Locate(start)));
                }

                if (JsonTree.Read(file, start, end - start, out var trouble) is not { } node)
                {
                    return Broken(file.FullPath, trouble!);
                }

                ReadObject(node, file, content);
            }

            start = end + 1;
        }

        return content.Of(file);
    }

    private void ReadObject(SettingNode node, SourceFile file, Content content)
    {
        switch (KibanaObject.KindOf(node))
        {
            case KibanaObjectKind.Rule:
                content.Rules.Add(ReadRule(node, IsBelowDeprecated(file.FullPath), transform: null));
                break;
            case KibanaObjectKind.PackagedRule:
                content.Rules.Add(
                    ReadRule(node.ChildOrNone("attributes"), IsBelowDeprecated(file.FullPath), transform: null)
                );
                break;
            case KibanaObjectKind.ExceptionList:
                ReadList(node, content);
                break;
            case KibanaObjectKind.ExceptionItem:
                ReadItem(node, listId: null, content);
                break;
            case KibanaObjectKind.Unknown:
                content.Findings.Warn(
                    FindingCode.UnknownContent,
                    "This is neither a rule nor an exception, so it has no effect.",
                    node.Location
                );
                break;
            case KibanaObjectKind.SavedObject:
            case KibanaObjectKind.Summary:
            default:
                break;
        }
    }

    private RuleEntry ReadRule(SettingNode node, bool isDeprecated, SettingNode? transform)
    {
        var entry = new RuleEntry(node.Child("rule_id")?.Value, node.Child("name")?.Value, node.Location);
        if (isDeprecated && !withDeprecated)
        {
            return entry with
            {
                LeftOut = Unevaluated(node, "It is deprecated; with Rules:Deprecated set to true it would be run."),
            };
        }

        if (RuleTypes.ReasonAgainst(node.Child("type")?.Value) is { } reason)
        {
            return entry with { Unevaluated = Unevaluated(node, reason) };
        }

        var findings = new Findings();
        var reader = new RuleReader(new SectionReader(node, findings), valueLists);
        var rule = reader.Read();
        return entry with
        {
            Rule = findings.Faults.Count == 0 && rule is not null ? WithSnippets(rule, transform) : null,
            ExceptionLists = reader.ExceptionLists,
            WithoutEffect = reader.WithoutEffect,
            Findings = findings.All,
        };
    }

    private static UnevaluatedRule Unevaluated(SettingNode node, string reason) =>
        new(
            node.Child("rule_id")?.Value ?? "",
            node.Child("name")?.Value ?? "",
            node.Child("type")?.Value ?? "eql",
            node.Child("enabled")?.Value != "false",
            reason,
            node.Location
        );

    private static string? ReadList(SettingNode node, Content content)
    {
        var id = new SectionReader(node, content.Findings).RequiredText("list_id");
        if (id is not null)
        {
            content.ListIds.Add(id);
        }

        return id;
    }

    private void ReadItem(SettingNode node, string? listId, Content content)
    {
        var findings = new Findings();
        var item = new ExceptionReader(valueLists).Read(new SectionReader(node, findings), listId);
        content.Findings.Add(findings.All);
        if (findings.Faults.Count == 0)
        {
            content.Exceptions.Add(item);
        }
    }

    /// <summary>A note names the snippets that stand in `[transform]`, which become plugins of Kibana's Markdown.</summary>
    private static Rule WithSnippets(Rule rule, SettingNode? transform)
    {
        if (transform is null || rule.Note is null)
        {
            return rule;
        }

        var note = Snippet()
            .Replace(
                rule.Note,
                match =>
                    transform
                        .Child(match.Groups["kind"].Value)
                        ?.Children.FirstOrDefault(c => c.Key == match.Groups["number"].Value)
                        is { } snippet
                        ? $"!{{{match.Groups["kind"].Value}{snippet.ToJson().GetRawText()}}}"
                        : match.Value
            );
        return rule with { Note = note };
    }

    private static bool IsBelowDeprecated(string path) =>
        path.Split(Path.DirectorySeparatorChar).Contains(DeprecatedFolder);

    [GeneratedRegex(
        @"\$(?<kind>osquery|investigate)_(?<number>\d+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Snippet();

    /// <summary>What comes together while a file is read.</summary>
    private sealed class Content
    {
        public Findings Findings { get; } = new();
        public List<RuleEntry> Rules { get; } = [];
        public List<string> ListIds { get; } = [];
        public List<ExceptionItem> Exceptions { get; } = [];

        public RuleFile Of(SourceFile file)
        {
            if (
                Rules.Where(r => r.Rule is null && r.Findings.Count > 0).ElementAtOrDefault(MostWrongRules) is { } wrong
            )
            {
                return Broken(
                    file.FullPath,
                    new(
                        FindingCode.UnknownContent,
                        FindingSeverity.Error,
                        wrong.Location ?? file.Locate(0),
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"More than {MostWrongRules:N0} rules of the file have mistakes, so none of it is loaded."
                        )
                    )
                );
            }

            return new(file.FullPath)
            {
                Rules = Rules,
                ListIds = [.. ListIds.Union(Exceptions.Select(e => e.ListId))],
                Exceptions = Exceptions,
                Findings = Findings.All.Count <= MostFindings ? Findings.All : Shortened(file),
            };
        }

        private Finding[] Shortened(SourceFile file) =>
            [
                .. Findings.All.Take(MostFindings),
                new(
                    FindingCode.UnknownContent,
                    FindingSeverity.Warning,
                    file.Locate(0),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"There are {Findings.All.Count - MostFindings:N0} more findings of this file, which are not told."
                    )
                ),
            ];
    }
}
