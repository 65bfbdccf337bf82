using Detections.Rules;

namespace Detections.Runs;

/// <summary>What a run did for one rule.</summary>
internal sealed record RuleReport(string RuleId, string RuleName, Severity Severity)
{
    public long Matched { get; set; }

    /// <summary>Matches whose alert was written, or queued, before.</summary>
    public long Duplicate { get; set; }

    public int Created { get; set; }

    /// <summary>Of the created ones, those that came from the queue.</summary>
    public int FromQueue { get; set; }

    /// <summary>Of the created ones, those of what was found late.</summary>
    public int Late { get; set; }

    public int Queued { get; set; }

    public long QueueLength { get; set; }

    /// <summary>Queued matches that the rule, as it is now, no longer wants.</summary>
    public int Withdrawn { get; set; }

    /// <summary>Matches that are a number on another's alert.</summary>
    public int Suppressed { get; set; }

    /// <summary>Events that satisfied the query and that an exception or filter took away.</summary>
    public long Excepted { get; set; }

    /// <summary>What the rule cost, as far as a sample tells.</summary>
    public RuleCost Cost { get; } = new();

    public int Failed { get; set; }

    /// <summary>Alerts written without a part of their source, because the index refused it.</summary>
    public int Reduced { get; set; }

    /// <summary>Alerts that were refused even in their least form, and are kept as text.</summary>
    public int Rejected { get; set; }

    public bool DidSomething =>
        Matched > 0 || Rejected > 0 || Excepted > 0 || Created > 0 || QueueLength > 0 || Withdrawn > 0 || Failed > 0;
}
