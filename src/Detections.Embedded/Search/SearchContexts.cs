using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Search;

/// <summary>The open points in time and scrolls.</summary>
internal sealed class SearchContexts(TimeProvider clock, int most)
{
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromHours(24);

    private readonly Dictionary<string, SearchContext> _open = [];

    public SearchContext Open(IEnumerable<StoredIndex> indices, string keepAlive)
    {
        DropExpired();
        if (_open.Count >= most)
        {
            throw new ApiException(
                429,
                "too_many_search_contexts_exception",
                $"Trying to open too many points in time or scrolls. Must be less than or equal to: [{most}]. Close some, or let them expire"
            );
        }
        var context = new SearchContext(
            Catalog.NewId(48),
            indices.ToDictionary(index => index, index => index.Generation)
        );
        Extend(context, keepAlive);
        _open[context.Id] = context;
        return context;
    }

    /// <summary>The context, with its life prolonged; null where it is unknown or expired.</summary>
    public SearchContext? Find(string id, string? keepAlive)
    {
        DropExpired();
        if (!_open.TryGetValue(id, out var context))
        {
            return null;
        }

        Extend(context, keepAlive);
        return context;
    }

    /// <summary>The names of the indices in a context; none where it is unknown.</summary>
    public IEnumerable<string> IndicesOf(string id) =>
        Find(id, null)?.Generations.Keys.Select(index => index.Name) ?? [];

    /// <summary>After storage failed, nothing that was seen before can be relied on.</summary>
    public void Clear() => _open.Clear();

    public bool Close(string id) => _open.Remove(id);

    public int CloseScrolls()
    {
        var scrolls = _open.Values.Where(context => context.Scroll is not null).Select(context => context.Id).ToArray();
        return scrolls.Count(Close);
    }

    public long OldestGeneration(StoredIndex index)
    {
        DropExpired();
        var oldest = index.Generation;
        foreach (var context in _open.Values)
        {
            if (context.Generations.TryGetValue(index, out var generation))
            {
                oldest = Math.Min(oldest, generation);
            }
        }
        return oldest;
    }

    private void Extend(SearchContext context, string? keepAlive)
    {
        if (keepAlive is not null)
        {
            var span = TimeText.Parse(keepAlive, "keep_alive");
            if (span > LongestKeepAlive)
            {
                throw ApiException.IllegalArgument(
                    $"keep_alive [{keepAlive}] is longer than the [{LongestKeepAlive.TotalHours}h] allowed"
                );
            }
            context.KeepAlive = span;
        }
        context.Expires = clock.GetUtcNow() + context.KeepAlive;
    }

    private void DropExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var context in _open.Values.Where(context => context.Expires <= now).ToArray())
        {
            _open.Remove(context.Id);
        }
    }
}
