namespace Detections.Commands.Backtest;

/// <summary>What a version of the rule would have raised an alert for.</summary>
/// <param name="Time">Of the last event.</param>
/// <param name="Events">By index and id, in order; what must be missing is left out.</param>
internal sealed record BacktestMatch(DateTimeOffset Time, IReadOnlyList<string> Events)
{
    public string Key => string.Join(' ', Events);
}
