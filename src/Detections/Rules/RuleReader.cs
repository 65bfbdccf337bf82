using System.Text.RegularExpressions;
using Detections.Eql;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>Reads one rule. Its keys are spelled as in Kibana, since that is what its users know.</summary>
internal sealed class RuleReader(SectionReader section)
{
    private const int MaxSignalsLimit = 10_000;
    private const string Now = "now";

    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxLookback = TimeSpan.FromDays(365);

    private static readonly Dictionary<string, Severity> Severities = Enum.GetValues<Severity>()
        .ToDictionary(severity => severity.Text());

    private static readonly Regex FieldName = new(@"\A[^\s*""]+\z", RegexOptions.NonBacktracking);
    private static readonly Regex IndexPattern = new(@"\A[^\s\\/?""<>|,#A-Z]+\z", RegexOptions.NonBacktracking);

    /// <summary>The rule, or null when a part that has no default is missing or wrong.</summary>
    public Rule? Read()
    {
        RefuseAnythingBut("type", "eql");
        RefuseAnythingBut("language", "eql");
        RefuseAnythingBut("to", Now);

        var ruleId = ReadRuleId();
        var name = section.RequiredText("name");
        var description = section.RequiredText("description");
        var severity = section.Choice("severity", Severities);
        var riskScore = ReadRiskScore();
        var index = ReadIndex();
        var eventCategory = ReadFieldName("event_category_override");
        var query = ReadQuery(eventCategory);
        var interval = section.Time("interval", MinInterval, MaxInterval) ?? Rule.DefaultInterval;
        var from = section.Text("from") ?? Rule.DefaultFrom;
        var lookback = ReadLookback(from, interval);
        var rule = new Rule
        {
            RuleId = ruleId,
            Id = section.Text("id"),
            Name = name ?? "",
            Description = description ?? "",
            Query = query!,
            Index = index,
            Severity = severity.GetValueOrDefault(),
            RiskScore = riskScore.GetValueOrDefault(),
            From = from,
            Lookback = lookback,
            Interval = interval,
            MaxSignals = section.Number("max_signals", 1, MaxSignalsLimit) ?? Rule.DefaultMaxSignals,
            Enabled = section.Flag("enabled", defaultValue: true),
            Version = section.Number("version", 1, int.MaxValue) ?? 1,
            TimestampOverride = ReadFieldName("timestamp_override"),
            TimestampOverrideFallbackDisabled = section.Flag(
                "timestamp_override_fallback_disabled",
                defaultValue: false
            ),
            EventCategoryOverride = eventCategory,
            BuildingBlockType = ReadBuildingBlockType(),
            Tags = section.Texts("tags"),
            Author = section.Texts("author"),
            References = section.Texts("references"),
            FalsePositives = section.Texts("false_positives"),
            License = section.Text("license"),
            Note = section.Text("note"),
            Setup = section.Text("setup"),
            Threat = ThreatReader.Read(section.Items("threat")),
        };
        RefuseUnsupported();
        section.RefuseUnknownKeys();
        return name is null || description is null || query is null || severity is null || riskScore is null
            ? null
            : rule;
    }

    private void RefuseAnythingBut(string key, string only)
    {
        var text = section.Text(key);
        if (text is not null && !text.Equals(only, StringComparison.Ordinal))
        {
            section.Refuse(key, text, $"\"{only}\" only");
        }
    }

    /// <summary>
    /// The environment may spell the key in capitals, and configuration keys do not tell letter case apart. Alert ids do, so
    /// the field decides the spelling.
    /// </summary>
    private string ReadRuleId()
    {
        var text = section.Text("rule_id") ?? section.Key;
        if (!text.Equals(section.Key, StringComparison.OrdinalIgnoreCase))
        {
            section.Refuse("rule_id", text, $"\"{section.Key}\" only, as the key says");
        }

        return text;
    }

    private int? ReadRiskScore()
    {
        var score = section.Number("risk_score", 0, 100);
        if (!section.Holds("risk_score"))
        {
            section.Fault("risk_score", "is missing; it needs a whole number from 0 to 100.", FindingCode.MissingValue);
        }

        return score;
    }

    private IReadOnlyList<string> ReadIndex()
    {
        var patterns = section.Texts("index");
        if (!section.Holds("index"))
        {
            section.Fault(
                "index",
                "is missing; it needs a list of index patterns, such as logs-endpoint.events.*.",
                FindingCode.MissingValue
            );
        }
        else if (patterns.Count > 0 && patterns.All(pattern => pattern.StartsWith('-')))
        {
            section.Fault("index", "only excludes; at least one entry must not begin with a minus.");
        }

        foreach (var pattern in patterns.Where(pattern => !IndexPattern.IsMatch(pattern)))
        {
            section.Refuse(
                "index",
                pattern,
                "an index pattern: lower case, without spaces and any of \\ / ? \" < > | , #"
            );
        }

        return patterns;
    }

    private string? ReadFieldName(string key)
    {
        var text = section.Text(key);
        if (text is null || FieldName.IsMatch(text))
        {
            return text;
        }

        section.Refuse(key, text, "the name of a field, such as event.ingested");
        return null;
    }

    private EqlQuery? ReadQuery(string? eventCategory)
    {
        var text = section.RequiredText("query");
        if (text is null)
        {
            return null;
        }

        var options = eventCategory is null
            ? EqlOptions.Default
            : EqlOptions.Default with
            {
                EventCategoryField = eventCategory,
            };
        if (EqlQuery.TryParse(text, options, out var query, out var error))
        {
            return Accepted(query);
        }

        section.Fault(
            "query",
            $"is not a query this program can run, line {error.Line}, column {error.Column}: {error.Message}",
            FindingCode.WrongQuery
        );
        return null;
    }

    private EqlQuery? Accepted(EqlQuery query)
    {
        if (!query.HasPipes)
        {
            return query;
        }

        section.Fault(
            "query",
            "has pipes; a rule alerts on everything that it finds, so take [head] and [tail] out",
            FindingCode.QueryWithPipes
        );
        return null;
    }

    private TimeSpan ReadLookback(string from, TimeSpan interval)
    {
        if (!TryReadLookback(from, out var lookback))
        {
            section.Refuse("from", from, "now- and a duration in s, m, h or d, such as now-9m, up to now-365d");
            return interval;
        }

        if (lookback < interval)
        {
            section.Warn(
                "from",
                $"looks back {Duration.Text(lookback)}, less than the interval of {Duration.Text(interval)}: what arrives between two runs is read as a hole. now-{Duration.Text(interval + interval)} would be safe.",
                FindingCode.ShortLookback
            );
        }

        return lookback;
    }

    private static bool TryReadLookback(string from, out TimeSpan lookback)
    {
        lookback = default;
        return from.StartsWith(Now + "-", StringComparison.Ordinal)
            && Duration.TryParse(from[(Now.Length + 1)..], out lookback)
            && lookback > TimeSpan.Zero
            && lookback <= MaxLookback;
    }

    private string? ReadBuildingBlockType()
    {
        RefuseAnythingBut("building_block_type", "default");
        return section.Text("building_block_type");
    }

    private void RefuseUnsupported()
    {
        foreach (var (key, advice) in UnsupportedFields.Refused)
        {
            if (section.Holds(key))
            {
                section.Fault(
                    key,
                    $"is not supported yet, and without it the rule would alert differently. {advice}",
                    FindingCode.UnsupportedKey
                );
            }
        }

        var unused = UnsupportedFields.WithoutEffect.Where(section.Holds).ToList();
        if (unused.Count > 0)
        {
            section.Warn(string.Join(", ", unused), "has no effect here.", FindingCode.NoEffect);
        }
    }
}
