namespace Detections.Elasticsearch;

/// <summary>How many events to ask for at once: as many as are set, else so many that an answer has about 5 MB.</summary>
internal sealed class PageSize(int? set)
{
    private const int First = 1000;
    private const int Least = 100;
    private const int Target = 5 * 1024 * 1024;

    /// <summary>More is not taken, unless it is a single event.</summary>
    private const int Limit = 64 * 1024 * 1024;
    private const int MostExpected = 16 * 1024 * 1024 - 1;

    /// <summary>More hits at once are refused by an index that is set up as usual.</summary>
    private int _most = 10_000;
    private double _bytesOfOne;

    public int Hits { get; private set; } = set ?? First;

    public AnswerSize Answer =>
        new((int)Math.Min(1.2 * _bytesOfOne * Hits, MostExpected), Hits > 1 ? Limit : AnswerSize.Any.Limit);

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
            Hits = Math.Clamp((int)(Target / _bytesOfOne), Math.Min(Least, _most), _most);
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
        return true;
    }
}
