namespace Detections.Elasticsearch;

/// <summary>How many events to ask for at once: as many as are set, else so many that an answer has about 5 MB.</summary>
/// <param name="limit">No answer of more bytes is taken.</param>
internal sealed class PageSize(int? set, long limit)
{
    private const int First = 1000;
    private const int Least = 100;

    /// <summary>More hits at once are refused by an index that is set up as usual.</summary>
    private const int Most = 10_000;
    private const int MostExpected = 16 * 1024 * 1024 - 1;

    /// <summary>Pages that have to come before more is asked for again.</summary>
    private const int Patience = 4;

    private readonly long _target = Math.Min(5 * 1024 * 1024, limit / 2);
    private int _most = set ?? Most;
    private int _answered;
    private double _bytesOfOne;

    public int Hits { get; private set; } = set ?? First;

    public AnswerSize Answer => new((int)Math.Min(1.2 * _bytesOfOne * Hits, Math.Min(MostExpected, limit)), limit);

    /// <summary>Learns from a page how large events are.</summary>
    public void Saw(int hits, int bytes)
    {
        if (hits == 0)
        {
            return;
        }

        _bytesOfOne = (double)bytes / hits;
        if (set is null)
        {
            Hits = Math.Clamp((int)(_target / _bytesOfOne), Math.Min(Least, _most), _most);
        }
    }

    /// <summary>Events are of another size from now on.</summary>
    public void Forget()
    {
        _bytesOfOne = 0;
        if (set is null)
        {
            Hits = Math.Min(First, _most);
        }
    }

    /// <summary>Asks for half of it from now on; false where there is no less.</summary>
    public bool Halve()
    {
        if (Hits == 1)
        {
            return false;
        }

        _most = Hits /= 2;
        _answered = 0;
        return true;
    }

    /// <summary>A page came. What made others too large may be behind it, so after some that came more is tried again.</summary>
    public void Answered()
    {
        if (_most < (set ?? Most) && ++_answered >= (Hits == 1 ? 1 : Patience))
        {
            _answered = 0;
            _most = Math.Min(2 * _most, set ?? Most);
            Hits = Math.Min(2 * Hits, _most);
        }
    }
}
