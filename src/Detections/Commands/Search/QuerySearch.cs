using System.Text;
using Detections.Eql;
using Detections.Runs;

namespace Detections.Commands.Search;

/// <summary>Reads pages of events and gives each to a query.</summary>
internal abstract class QuerySearch(FieldTable fields)
{
    private const int ProblemsNamed = 20;

    private readonly EventReader _reader = new(fields);
    private readonly List<string> _problems = [];
    private long _unreadable;

    /// <summary>How many events were read.</summary>
    public long Events { get; private set; }

    /// <summary>Documents that could not be judged, and limits that were reached.</summary>
    public IEnumerable<string> Problems =>
        [
            .. _problems,
            .. _unreadable > _problems.Count ? (string[])[$"{_unreadable - _problems.Count} more such documents"] : [],
            .. Limits,
        ];

    /// <summary>How many matches there are, shown or not.</summary>
    public abstract long Total { get; }

    /// <summary>The matches that are shown, in result order.</summary>
    public abstract IReadOnlyList<FoundMatch> Found { get; }

    protected virtual IEnumerable<string> Limits => [];

    public async Task RunAsync(IAsyncEnumerable<EventPage> pages)
    {
        await foreach (var page in pages)
        {
            foreach (var hit in page.Hits)
            {
                Read(hit);
            }
        }

        Finish();
    }

    protected abstract void Judge(EqlEvent values, EventHit hit);

    protected virtual void Finish() { }

    protected static FoundEvent Copy(EventHit hit) =>
        new(
            hit.Index.IsEmpty ? null : Encoding.UTF8.GetString(hit.Index.Span),
            Encoding.UTF8.GetString(hit.Id.Span),
            hit.Source.ToArray()
        );

    private void Read(EventHit hit)
    {
        Events++;
        if (_reader.TryRead(hit.Source, out var values, out var problem))
        {
            Judge(values, hit);
            return;
        }

        _unreadable++;
        if (_problems.Count < ProblemsNamed)
        {
            _problems.Add($"{Encoding.UTF8.GetString(hit.Id.Span)}: {hit.Problem ?? problem}");
        }
    }
}
