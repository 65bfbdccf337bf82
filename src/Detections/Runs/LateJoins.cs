namespace Detections.Runs;

/// <summary>
/// How far the sequences are looked for that something which came late is a part of, for as long as the late sweep of its time is not
/// complete: what was read around it is not read again, and what fails is tried less and less often.
/// </summary>
internal sealed class LateJoins(TimeSpan interval)
{
    /// <summary>At an interval of five minutes they take some four hours. The sweeps behind wait as long.</summary>
    public const int Attempts = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<TimeRange, (int Failures, DateTimeOffset NotBefore)> _failed = [];
    private readonly HashSet<(TimeRange Late, TimeRange Around, string Rules)> _done = [];

    /// <param name="late">When what came late arrived.</param>
    public bool MayTry(TimeRange late, DateTimeOffset now) =>
        !_failed.TryGetValue(late, out var failed) || failed.NotBefore <= now;

    public bool IsDone(TimeRange late, TimeRange around, IEnumerable<RuleRun> rules) =>
        _done.Contains((late, around, Names(rules)));

    public void HasDone(TimeRange late, TimeRange around, IEnumerable<RuleRun> rules) =>
        _done.Add((late, around, Names(rules)));

    /// <returns>Whether it is to be tried again.</returns>
    public bool HasFailed(TimeRange late, DateTimeOffset now)
    {
        var failures = _failed.GetValueOrDefault(late).Failures + 1;
        var wait = failures > 1 ? interval * Math.Pow(2, failures - 1) : TimeSpan.Zero;
        _failed[late] = (failures, now + (wait < Longest ? wait : Longest));
        return failures < Attempts;
    }

    public void Forget(TimeRange late)
    {
        _failed.Remove(late);
        _done.RemoveWhere(d => d.Late == late);
    }

    private static string Names(IEnumerable<RuleRun> rules) => string.Join('\n', rules.Select(r => r.Rule.RuleId));
}
