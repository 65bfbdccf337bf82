using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>
/// When the events happened that came too late for the regular runs of a sequence or sample rule, in slices that are read again each by
/// itself, as many as Sweep:CatchUp holds.
/// </summary>
internal sealed class LateEvents
{
    private readonly ArrivalField _happened;
    private readonly SequenceTiming _timing;
    private readonly TimeSpan _grace;
    private readonly TimeSpan _slack;
    private readonly TimeSpan _length;
    private readonly int _limit;
    private readonly SortedDictionary<long, TimeRange> _slices = [];
    private TimeRange? _leftOut;

    public LateEvents(Rule rule, TimeSpan interval, SweepSettings settings)
    {
        _happened = ArrivalField.Happened(rule);
        _timing = SequenceTiming.Of(rule, settings.Grace);
        _grace = settings.Grace;
        var slack = rule.Lookback - interval - settings.Margin;
        _slack = slack > TimeSpan.Zero ? slack : TimeSpan.Zero;
        _length = _timing.Slice(settings.Slice);
        _limit = (int)Math.Max(1, Math.Floor(settings.CatchUp / (_length + (2 * _timing.Context))));
    }

    /// <summary>Newest first, with all around that may be of a match with a late event, or refute it. Rules share those of the same place.</summary>
    public IEnumerable<((ArrivalField Happened, long Number, TimeSpan Length) Place, TimeRange Around)> Slices =>
        _slices.Reverse().Select(s => ((_happened, s.Key, _length), Around(s.Value)));

    /// <summary>
    /// Whether no run need have seen the event in time: neither within its window, nor with all that came before it, of which a run that was
    /// started then, or reads a hole, sees no more than sequences wait for. What claims to have happened before 1970, or not yet, is not believed.
    /// </summary>
    /// <param name="arrived">By the field that the rule names.</param>
    public bool IsLate(DateTimeOffset happened, DateTimeOffset arrived, DateTimeOffset found) =>
        (found - arrived > _slack || found - happened > _grace)
        && happened >= DateTimeOffset.UnixEpoch
        && happened <= found + _grace;

    /// <summary>Whether what ends a match with the event may still be to come.</summary>
    public bool MayGoOn(DateTimeOffset happened, DateTimeOffset now) => happened > now - _timing.Context;

    public void Add(DateTimeOffset happened)
    {
        var number = (happened - DateTimeOffset.UnixEpoch).Ticks / _length.Ticks;
        _slices[number] = Extended(_slices.TryGetValue(number, out var slice) ? slice : null, happened, happened);
        if (_slices.Count > _limit)
        {
            var (oldest, range) = _slices.First();
            _leftOut = Extended(_leftOut, range.From, range.To);
            _slices.Remove(oldest);
        }
    }

    public void Clear()
    {
        _slices.Clear();
        _leftOut = null;
    }

    /// <summary>Of what was too much to be read again, the first and the last event; asked once.</summary>
    public TimeRange? TakeLeftOut()
    {
        var taken = _leftOut;
        _leftOut = null;
        return taken;
    }

    private static TimeRange Extended(TimeRange? range, DateTimeOffset from, DateTimeOffset to) =>
        range is { } known ? new(from < known.From ? from : known.From, to > known.To ? to : known.To) : new(from, to);

    private TimeRange Around(TimeRange slice) =>
        new(
            Seconds.Floor(slice.From - _timing.Context),
            Seconds.Floor(slice.To + _timing.Context) + TimeSpan.FromSeconds(1)
        );
}
