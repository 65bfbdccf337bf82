using System.Linq;

namespace Detections.Eql.Shapes;

/// <summary>
/// Samples: one event for each filter, all different, with the same join key. Over time a sample counts at the time of its last event,
/// and for each key the first ones are taken, so that it is no matter how the events were split. At the end of the input all that is
/// left is one batch, of which the first samples are taken with the last filter varying fastest, as Elasticsearch does.
/// </summary>
internal sealed class SampleEvaluation(int filters, int maxSamplesPerKey, long retention) : ShapeEvaluation
{
    private readonly SortedDictionary<JoinKey, SampleBucket> _buckets = [];
    private readonly List<EqlHit> _hits = [];
    private long _forgotten = long.MinValue;
    private int _taken;

    public override long Reach => retention;

    public override void Take(EqlHit hit)
    {
        _hits.Add(hit);
        _taken++;
    }

    public override void TakeLate(IReadOnlyList<EqlHit> late, IReadOnlyList<EqlHit> kept) => _hits.AddRange(late);

    public override IReadOnlyList<EqlMatch> Settle(long horizon, bool isFinished)
    {
        _hits.Sort(EqlHit.Order);
        var touched = new SortedSet<JoinKey>();
        var moment = new HashSet<JoinKey>();
        for (var index = 0; index < _hits.Count; index++)
        {
            AddToBuckets(_hits[index], moment);
            var endsMoment = index + 1 == _hits.Count || _hits[index + 1].Nanoseconds > _hits[index].Nanoseconds;
            if (endsMoment && (!isFinished || index + 1 == _hits.Count))
            {
                foreach (var key in moment)
                {
                    _buckets[key].Enumerate(maxSamplesPerKey);
                }

                touched.UnionWith(moment);
                moment.Clear();
            }
        }

        _hits.Clear();
        return [.. touched.SelectMany(key => _buckets[key].TakeFound().Select(events => MatchOf(key, events)))];
    }

    /// <summary>A bucket forgets when it is used; all are gone through once as many hits were taken as there are buckets.</summary>
    public override void Forget(long before, bool atOnce)
    {
        _forgotten = Math.Max(_forgotten, before);
        if (!atOnce && _taken < _buckets.Count)
        {
            return;
        }

        _taken = 0;
        foreach (var (key, bucket) in _buckets.ToArray())
        {
            bucket.Forget(_forgotten);
            if (bucket.IsEmpty)
            {
                _buckets.Remove(key);
            }
        }
    }

    private void AddToBuckets(EqlHit hit, HashSet<JoinKey> touched)
    {
        foreach (var (step, keys) in hit.Steps)
        {
            foreach (var key in keys)
            {
                if (!_buckets.TryGetValue(key, out var bucket))
                {
                    _buckets.Add(key, bucket = new SampleBucket(filters));
                }

                bucket.Forget(_forgotten);
                bucket.Add(step, hit);
                touched.Add(key);
            }
        }
    }

    private static EqlMatch MatchOf(JoinKey key, EqlHit[] events) => new([.. events], JoinKeyText.OfSample(key));
}
