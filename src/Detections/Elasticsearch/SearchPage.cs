using System.Runtime.InteropServices;
using System.Text.Json;
using Detections.Eql;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Finds, in one pass over a search response, where each hit's index, id and source are. Nothing becomes an object.</summary>
internal sealed class SearchPage : IDisposable
{
    private ElasticsearchResponse? _response;

    /// <summary>Whether sources are skipped by their brackets rather than by their tokens.</summary>
    private bool _skips;

    private readonly HashSet<string> _failedIndices = new(StringComparer.Ordinal);
    private bool _areAllNamed;

    /// <summary>What the reader goes through: the response, from behind the last source that was skipped.</summary>
    private ReadOnlyMemory<byte> _json;

    /// <summary>
    /// A source is given back as it came in: nested as deep as Elasticsearch lets it, below the response's own levels, and with comments.
    /// </summary>
    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = 1100,
        CommentHandling = JsonCommentHandling.Skip,
    };

    public EventPage Events { get; } = new();

    public string? PitId { get; private set; }

    /// <summary>The sort values of the last hit, as they go into `search_after`; valid as long as the page.</summary>
    public ReadOnlyMemory<byte> LastSort { get; private set; }

    /// <summary>Why the answer is not the whole answer, if it is not.</summary>
    public string? Partial { get; private set; }

    /// <summary>The indices whose shards failed, as far as the answer names them.</summary>
    public IReadOnlySet<string> FailedIndices => _failedIndices;

    /// <summary>Whether these are all that is lacking.</summary>
    public bool NamesWhatFailed => _failedIndices.Count > 0 && _areAllNamed;

    /// <summary>The same for a response, which is the page's from then on.</summary>
    public void Take(ElasticsearchResponse response)
    {
        _response = response;
        Read(response.Body);
    }

    /// <summary>Gives the response back; the page can be used for another.</summary>
    public void Dispose()
    {
        _response?.Dispose();
        _response = null;
    }

    /// <summary>The events of the page have no source for a reason.</summary>
    public void SetAside(string problem)
    {
        foreach (ref var hit in CollectionsMarshal.AsSpan(Events.Hits))
        {
            hit = hit with { Problem = problem };
        }
    }

    /// <summary>Throws <see cref="JsonException"/> where the response breaks off, is not JSON, or is not the answer of a search.</summary>
    public void Read(ReadOnlyMemory<byte> response)
    {
        try
        {
            Read(response, skips: true);
        }
        catch (JsonException)
        {
            // Token by token it may turn out to be well, and else where it is not
            Read(response, skips: false);
        }
    }

    /// <param name="skips">Whether sources are skipped by their brackets, or read token by token, which is the reference.</param>
    internal void Read(ReadOnlyMemory<byte> response, bool skips)
    {
        (_json, _skips) = (response, skips);
        Events.Hits.Clear();
        PitId = null;
        Partial = null;
        _failedIndices.Clear();
        _areAllNamed = true;
        LastSort = default;

        var reader = new Utf8JsonReader(response.Span, Options);
        var (hasShards, hasHits) = (false, false);
        reader.Read();
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("pit_id"u8))
            {
                reader.Read();
                PitId = reader.GetString();
            }
            else if (reader.ValueTextEquals("timed_out"u8))
            {
                reader.Read();
                Partial = reader.TokenType == JsonTokenType.True ? Unnamed("the search timed out") : Partial;
            }
            else if (reader.ValueTextEquals("_shards"u8))
            {
                hasShards = true;
                Partial = ReadShards(ref reader) ?? Partial;
            }
            else if (reader.ValueTextEquals("_clusters"u8))
            {
                var absent = ReadCounts(ref reader, PartialAnswer.IsAbsence);
                Partial = absent > 0 ? Unnamed(PartialAnswer.Clusters(absent)) : Partial;
            }
            else if (reader.ValueTextEquals("hits"u8))
            {
                hasHits = ReadHits(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        while (reader.Read()) { }

        if (!hasShards || !hasHits)
        {
            throw new JsonException("It is not the answer of a search");
        }
    }

    private static bool NextProperty(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Why not all that was asked for was searched, if it was not.</summary>
    private string? ReadShards(ref Utf8JsonReader reader)
    {
        var (total, failed) = (1L, 0L);
        reader.Read();
        while (NextProperty(ref reader))
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "total":
                    total = reader.GetInt64();
                    break;
                case "failed":
                    failed = reader.GetInt64();
                    break;
                case "failures":
                    ReadFailures(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return failed > 0 ? PartialAnswer.Shards(failed)
            : total == 0 ? PartialAnswer.NoShards
            : null;
    }

    private string Unnamed(string reason)
    {
        _areAllNamed = false;
        return reason;
    }

    private void ReadFailures(ref Utf8JsonReader reader)
    {
        foreach (var failure in JsonElement.ParseValue(ref reader).EnumerateArray())
        {
            if (failure.TryGetProperty("index", out var index) && index.GetString() is { } name)
            {
                _failedIndices.Add(name);
            }
            else
            {
                _areAllNamed = false;
            }
        }
    }

    private static long ReadCounts(ref Utf8JsonReader reader, Func<string, bool> isCounted)
    {
        var sum = 0L;
        reader.Read();
        while (NextProperty(ref reader))
        {
            var counts = isCounted(reader.GetString()!);
            reader.Read();
            if (counts && reader.TokenType == JsonTokenType.Number)
            {
                sum += reader.GetInt64();
            }

            reader.Skip();
        }

        return sum;
    }

    private bool ReadHits(ref Utf8JsonReader reader)
    {
        var hasHits = false;
        reader.Read();
        while (NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("hits"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            hasHits = reader.TokenType == JsonTokenType.StartArray;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadHit(ref reader);
            }
        }

        return hasHits;
    }

    private void ReadHit(ref Utf8JsonReader reader)
    {
        ReadOnlyMemory<byte> index = default;
        ReadOnlyMemory<byte> id = default;
        ReadOnlyMemory<byte> source = default;
        ReadOnlyMemory<byte> fields = default;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("_index"u8))
            {
                index = StringValue(ref reader);
            }
            else if (reader.ValueTextEquals("_id"u8))
            {
                id = StringValue(ref reader);
            }
            else if (reader.ValueTextEquals("_source"u8))
            {
                source = SkippedValue(ref reader);
            }
            else if (reader.ValueTextEquals("fields"u8))
            {
                fields = SkippedValue(ref reader);
            }
            else if (reader.ValueTextEquals("sort"u8))
            {
                LastSort = Value(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Events.Hits.Add(new(index, id, source, fields));
    }

    /// <summary>An object of which nothing is read. The reader goes on behind it as if it were empty.</summary>
    private ReadOnlyMemory<byte> SkippedValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var value = _json[(int)reader.TokenStartIndex..];
        if (!_skips || !JsonContainer.TryFindEnd(value.Span, out var end))
        {
            return Rest(ref reader);
        }

        var closing = new Utf8JsonReader("}"u8, isFinalBlock: false, reader.CurrentState);
        closing.Read();
        _json = value[end..];
        reader = new(_json.Span, isFinalBlock: true, closing.CurrentState);
        return value[..end];
    }

    private ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Rest(ref reader);
    }

    /// <summary>The value whose first token was read.</summary>
    private ReadOnlyMemory<byte> Rest(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return _json[start..(int)reader.BytesConsumed];
    }

    /// <summary>A slice of the response where the text stands there as it is; a copy where it is escaped.</summary>
    private ReadOnlyMemory<byte> StringValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.ValueIsEscaped)
        {
            return System.Text.Encoding.UTF8.GetBytes(reader.GetString()!);
        }

        var start = (int)reader.TokenStartIndex + 1;
        return _json.Slice(start, reader.ValueSpan.Length);
    }
}
