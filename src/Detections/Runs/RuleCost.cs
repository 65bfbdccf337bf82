using System.Diagnostics;

namespace Detections.Runs;

/// <summary>How long a rule took over how many events. One event in so many is measured, and stands for the others.</summary>
internal sealed class RuleCost
{
    public const int Sample = 1024;

    private long _ticks;

    public TimeSpan Time => Stopwatch.GetElapsedTime(0, _ticks * Sample);

    /// <summary>Events that the rule was asked about.</summary>
    public long Events { get; private set; }

    public void Add(long ticks)
    {
        _ticks += ticks;
        Events += Sample;
    }
}
