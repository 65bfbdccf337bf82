namespace Detections.Eql.Tests.Shapes;

/// <summary>
/// The rules of sequences said once more, without state: what is pending at a stage is found by looking back over all events. Slow
/// and without any code of the engine.
/// </summary>
internal sealed class ReferenceSequences
{
    private readonly ShapeQuery _query;
    private readonly ShapeEvent[] _events;
    private readonly char[] _stages;

    private ReferenceSequences(ShapeQuery query, IEnumerable<ShapeEvent> events)
    {
        _query = query;
        _events = [.. events.OrderBy(one => one.Milliseconds).ThenBy(one => one.Tie ?? -1).ThenBy(one => one.Id)];
        _stages = [.. query.Stages.Where(stage => !stage.IsMissing).Select(stage => stage.Letter)];
    }

    /// <summary>The matches in result order, each as its key and its events, <c>-</c> where one is missing.</summary>
    public static List<string> Find(ShapeQuery query, IEnumerable<ShapeEvent> events) =>
        new ReferenceSequences(query, events).Find();

    private List<string> Find()
    {
        var found = new List<string>();
        for (var place = 0; place < _events.Length; place++)
        {
            foreach (var key in KeysOf(_events[place]).OrderBy(key => key, StringComparer.Ordinal))
            {
                if (SequenceAt(place, _stages.Length - 1, key) is { } sequence && AreMissing(sequence, key))
                {
                    found.Add($"{key ?? "null"}: {Show(sequence)}");
                }
            }
        }

        return found;
    }

    /// <summary>The sequence that an event makes at a stage, if it does.</summary>
    private int[]? SequenceAt(int place, int stage, string? key)
    {
        if (!Matches(place, _stages[stage], key))
        {
            return null;
        }

        if (stage == 0)
        {
            return [place];
        }

        var before = PendingBefore(place, stage - 1, key);
        return before is not null && !IsBeyond(_events[before[0]].Milliseconds, _events[place].Milliseconds)
            ? [.. before, place]
            : null;
    }

    /// <summary>What is pending at a stage right before an event: the last that was put there, unless it was taken away since.</summary>
    private int[]? PendingBefore(int place, int stage, string? key)
    {
        for (var earlier = place - 1; earlier >= 0; earlier--)
        {
            if (_query.Until is { } until && Matches(earlier, until, key))
            {
                return null;
            }

            if (SequenceAt(earlier, stage, key) is { } sequence)
            {
                return sequence;
            }

            if (Matches(earlier, _stages[stage + 1], key))
            {
                return null;
            }
        }

        return null;
    }

    private bool AreMissing(int[] sequence, string? key)
    {
        int? lead = null;
        int? trail = null;
        var positive = 0;
        var (first, last) = (Time(sequence[0]), Time(sequence[^1]));
        foreach (var (letter, isMissing) in _query.Stages)
        {
            if (!isMissing)
            {
                positive++;
                continue;
            }

            var times = Enumerable
                .Range(0, _events.Length)
                .Where(one => Matches(one, letter, key))
                .Select(Time)
                .ToList();
            if (positive == 0)
            {
                lead = Max(lead, times.Where(time => time < first).Select(time => (int?)time).Max());
            }
            else if (positive == _stages.Length)
            {
                trail = Min(trail, times.Where(time => time > last).Select(time => (int?)time).Min());
            }
            else
            {
                var (from, to) = (Time(sequence[positive - 1]), Time(sequence[positive]));
                if (times.Exists(time => from < time && time < to))
                {
                    return false;
                }
            }
        }

        var startsMissing = _query.Stages[0].IsMissing;
        var endsMissing = _query.Stages[^1].IsMissing;
        return (startsMissing && lead is null)
            || (endsMissing && trail is null)
            || (lead is null && trail is null)
            || IsBeyond(lead ?? first, trail ?? last);
    }

    private static int? Max(int? left, int? right) =>
        left is null ? right
        : right is null ? left
        : Math.Max(left.Value, right.Value);

    private static int? Min(int? left, int? right) =>
        left is null ? right
        : right is null ? left
        : Math.Min(left.Value, right.Value);

    private bool IsBeyond(int from, int to) => _query.MaxSpan is { } span && to - from > span;

    private int Time(int place) => _events[place].Milliseconds;

    private bool Matches(int place, char letter, string? key) =>
        _events[place].Letters.Contains(letter) && KeysOf(_events[place]).Contains(key);

    private IEnumerable<string?> KeysOf(ShapeEvent one) =>
        !_query.HasKey ? new string?[] { null }
        : one.Keys.Length > 0 ? one.Keys.Distinct().Cast<string?>()
        : _query.IsOptional ? new string?[] { null }
        : [];

    private string Show(int[] sequence)
    {
        var positive = 0;
        return string.Join(
            ' ',
            _query.Stages.Select(stage => stage.IsMissing ? "-" : _events[sequence[positive++]].Name)
        );
    }
}
