using System.Text;
using System.Text.Json;

namespace Detections.Runs;

/// <summary>Cuts a stream into pages of lines; each line is a document, or one wrapped as `{"_index","_id","_source"}`.</summary>
internal sealed class NdjsonLines(Stream stream, string name)
{
    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = 1100,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly EventPage _page = new();
    private byte[] _buffer = new byte[1 << 20];
    private int _filled;
    private long _line;
    private bool _ended;

    /// <summary>The next page, valid until the one after it; null at the end.</summary>
    public async Task<EventPage?> ReadPageAsync(CancellationToken cancellationToken)
    {
        _page.Hits.Clear();
        while (_page.Hits.Count == 0 && !(_ended && _filled == 0))
        {
            await FillAsync(cancellationToken);
            TakeLines();
        }

        return _page.Hits.Count > 0 ? _page : null;
    }

    private int _taken;

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_taken, _filled - _taken).CopyTo(_buffer);
        (_filled, _taken) = (_filled - _taken, 0);
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        while (!_ended && _filled < _buffer.Length)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
            _ended = read == 0;
            _filled += read;
        }
    }

    private void TakeLines()
    {
        while (_taken < _filled)
        {
            var rest = _buffer.AsMemory(_taken, _filled - _taken);
            var end = rest.Span.IndexOf((byte)'\n');
            if (end < 0 && !_ended)
            {
                return;
            }

            var line = end < 0 ? rest : rest[..end];
            _taken += end < 0 ? rest.Length : end + 1;
            _line++;
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                _page.Hits.Add(Hit(line));
            }
        }

        (_filled, _taken) = _ended ? (0, 0) : (_filled, _taken);
    }

    private EventHit Hit(ReadOnlyMemory<byte> line)
    {
        var position = Encoding.UTF8.GetBytes($"{name}:{_line}");
        return TryUnwrap(line, out var hit)
            ? hit with
            {
                Id = hit.Id.IsEmpty ? position : hit.Id,
            }
            : new(default, position, line);
    }

    private static bool TryUnwrap(ReadOnlyMemory<byte> line, out EventHit hit)
    {
        ReadOnlyMemory<byte> index = default;
        ReadOnlyMemory<byte> id = default;
        ReadOnlyMemory<byte> source = default;
        hit = default;
        // Only a wrapper begins with a name that Elasticsearch reserves; nothing else need be walked.
        if (!line.Span[..Math.Min(line.Length, 16)].Contains((byte)'_'))
        {
            return false;
        }

        var reader = new Utf8JsonReader(line.Span, Options);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIndex = reader.ValueTextEquals("_index"u8);
                var isId = reader.ValueTextEquals("_id"u8);
                var isSource = reader.ValueTextEquals("_source"u8);
                reader.Read();
                if (isIndex && reader.TokenType == JsonTokenType.String)
                {
                    index = Encoding.UTF8.GetBytes(reader.GetString()!);
                }
                else if (isId && reader.TokenType == JsonTokenType.String)
                {
                    id = Encoding.UTF8.GetBytes(reader.GetString()!);
                }
                else if (isSource && reader.TokenType == JsonTokenType.StartObject)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    source = line[start..(int)reader.BytesConsumed];
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a wrapper that can be read. As a plain document it will be judged, or named as what it is.
            return false;
        }

        hit = new(index, id, source);
        return !source.IsEmpty;
    }
}
