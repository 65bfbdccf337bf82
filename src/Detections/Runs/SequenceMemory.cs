using Detections.Settings;

namespace Detections.Runs;

/// <summary>
/// What all sequence and sample rules may keep. What is read again, for a hole or for what came late, has a part of its own, so that however
/// much that is, it takes nothing from what goes on now.
/// </summary>
internal sealed class SequenceMemory(SweepSettings settings)
{
    /// <summary>Of the trackers that go from run to run.</summary>
    public SharedBudget<SequenceTracker> Lasting { get; } = new(settings.SequenceBytes);

    /// <summary>Of those that are made for a range and gone with it.</summary>
    public SharedBudget<SequenceTracker> Passing { get; } = new(settings.PassingSequenceBytes);
}
