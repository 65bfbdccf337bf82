using System.Globalization;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Whether to ask for the needed fields alone, which spares the way and costs the cluster work for each event, or for whole sources.
/// Nobody knows beforehand: after a first page, which finds everything cold, a page of each kind is timed, and the faster kind stays.
/// </summary>
internal sealed class SourceChoice
{
    private double _whole;
    private int _pages;

    public SourceChoice(NarrowingMode mode, bool canNarrow)
    {
        IsNarrow = canNarrow && mode != NarrowingMode.Off;
        IsTrying = canNarrow && mode == NarrowingMode.Auto;
    }

    public bool IsNarrow { get; private set; }

    /// <summary>Whether it is not decided yet.</summary>
    public bool IsTrying { get; private set; }

    /// <returns>What was chosen and why, when that is decided.</returns>
    public string? Saw(int hits, TimeSpan took)
    {
        if (!IsTrying || hits == 0)
        {
            return null;
        }

        var each = took.TotalMicroseconds / hits;
        switch (++_pages)
        {
            case 1:
                IsNarrow = false;
                return null;
            case 2:
                (_whole, IsNarrow) = (each, true);
                return null;
            default:
                (IsNarrow, IsTrying) = (each <= _whole, false);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(IsNarrow ? "the fields that rules need" : "whole events")}: an event came in {each:F1} µs by its fields and in {_whole:F1} µs as a whole"
                );
        }
    }
}
