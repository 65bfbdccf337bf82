using System.Text.Json;
using Detections.Eql;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>An EQL rule. Property names follow Kibana's field names.</summary>
internal sealed record Rule
{
    public const string DefaultFrom = "now-6m";
    public const int DefaultMaxSignals = 100;
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(5);

    public required string RuleId { get; init; }
    public string? Id { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required EqlQuery Query { get; init; }
    public required IReadOnlyList<string> Index { get; init; }
    public required Severity Severity { get; init; }
    public required int RiskScore { get; init; }

    /// <summary>As it was written, such as <c>now-9m</c>; <see cref="Lookback"/> is its value.</summary>
    public required string From { get; init; }
    public required TimeSpan Lookback { get; init; }
    public TimeSpan Interval { get; init; } = DefaultInterval;
    public int MaxSignals { get; init; } = DefaultMaxSignals;
    public bool Enabled { get; init; } = true;
    public int Version { get; init; } = 1;

    public string? TimestampOverride { get; init; }
    public bool TimestampOverrideFallbackDisabled { get; init; }
    public string? EventCategoryOverride { get; init; }
    public string? TimestampField { get; init; }
    public string? TiebreakerField { get; init; }
    public string? BuildingBlockType { get; init; }

    /// <summary>The field whose value, where there is one, is the name of the alert.</summary>
    public string? RuleNameOverride { get; init; }
    public IReadOnlyList<SeverityMapping> SeverityMapping { get; init; } = [];

    /// <summary>The field whose number from 0 to 100, where there is one, is the risk score of the alert.</summary>
    public string? RiskScoreField { get; init; }

    public AlertSuppression? AlertSuppression { get; init; }
    public IReadOnlyList<ExceptionItem> Exceptions { get; init; } = [];

    /// <summary>Kibana's filters, each as it was written: `{"meta":{"negate":…},"query":{…}}`.</summary>
    public IReadOnlyList<JsonElement> Filters { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<string> Author { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
    public IReadOnlyList<string> FalsePositives { get; init; } = [];
    public IReadOnlyList<Threat> Threat { get; init; } = [];
    public string? License { get; init; }
    public string? Note { get; init; }
    public string? Setup { get; init; }
    public IReadOnlyList<string> InvestigationFields { get; init; } = [];
    public string? TimelineId { get; init; }
    public string? TimelineTitle { get; init; }

    /// <summary>Where the rule stands, if it came from a file.</summary>
    public Location? Location { get; init; }

    /// <summary>Whether each event that satisfies the query is a match, rather than several together.</summary>
    public bool IsEventRule => Query.Kind == EqlQueryKind.Event;

    /// <summary>The index patterns that are read; what `Index` excludes is taken away when an event is judged.</summary>
    public IEnumerable<string> Patterns => Index.Where(i => !i.StartsWith('-'));

    /// <summary>What enters alert ids: Kibana's id of the rule where it has one.</summary>
    public string Uuid => Id ?? RuleId;
}
