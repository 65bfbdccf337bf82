namespace Detections.Settings;

internal sealed class SweepSettings
{
    public const string Section = "Sweep";
    public const int DefaultMemoryBudget = 128;
    public static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan DefaultMargin = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultCatchUp = TimeSpan.FromHours(24);
    public static readonly TimeSpan DefaultSlice = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan DefaultTailGrace = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan DefaultTailLookBack = TimeSpan.FromHours(1);
    public static readonly TimeSpan DefaultLateGrace = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan DefaultLateSweep = TimeSpan.FromHours(1);
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromMinutes(1);

    /// <summary>Events in one page; null for as many as make a page of a good size.</summary>
    public int? PageSize { get; init; }

    /// <summary>How long the cluster keeps a point in time between two pages.</summary>
    public TimeSpan KeepAlive { get; init; } = DefaultKeepAlive;

    /// <summary>How far behind now coverage is promised: the refresh interval plus clock skew.</summary>
    public TimeSpan Margin { get; init; } = DefaultMargin;

    /// <summary>How long a sequence waits for what arrives late before it is decided.</summary>
    public TimeSpan Grace { get; init; } = DefaultGrace;

    /// <summary>How far back holes are filled.</summary>
    public TimeSpan CatchUp { get; init; } = DefaultCatchUp;

    /// <summary>The longest piece of a hole that is read and settled at once.</summary>
    public TimeSpan Slice { get; init; } = DefaultSlice;

    /// <summary>How much further back events are read of which nothing says when they arrived.</summary>
    public TimeSpan LateGrace { get; init; } = DefaultLateGrace;

    /// <summary>How often what has left the look-back is read once more for what came late; zero for never.</summary>
    public TimeSpan LateSweep { get; init; } = DefaultLateSweep;

    /// <summary>Megabytes that a run may take: half for the events that it reads and copies into alerts, the rest for what it keeps of them.</summary>
    public int MemoryBudget { get; init; } = DefaultMemoryBudget;

    /// <summary>The bytes of one answer: one is used while the next comes, into a buffer that grows by being copied.</summary>
    public long AnswerLimit => MemoryBudget * 1024L * 1024 / 4;

    /// <summary>The bytes of the events that all sequence and sample rules may keep for what is still to come.</summary>
    public long SequenceBytes => MemoryBudget * 1024L * 1024 / 4;

    /// <summary>The same of events that are read again, for holes and for what came late.</summary>
    public long PassingSequenceBytes => MemoryBudget * 1024L * 1024 / 8;

    /// <summary>The bytes of the matches of all rules that may wait to be written.</summary>
    public long WaitingBytes => MemoryBudget * 1024L * 1024 / 8;

    public PreFilterMode PreFilter { get; init; } = PreFilterMode.Auto;

    public NarrowingMode Narrowing { get; init; } = NarrowingMode.Auto;

    public RereadMode Reread { get; init; } = RereadMode.Window;

    /// <summary>How much before the tail is read again.</summary>
    public TimeSpan TailGrace { get; init; } = DefaultTailGrace;

    /// <summary>How often all of the look-back is read where otherwise the tail is.</summary>
    public TimeSpan TailLookBack { get; init; } = DefaultTailLookBack;
}
