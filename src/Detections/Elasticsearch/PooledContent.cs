using System.Net;

namespace Detections.Elasticsearch;

/// <summary>A response body in a rented buffer, given back on disposal.</summary>
internal sealed class PooledContent : HttpContent
{
    private const int FirstSize = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private PooledContent(int capacity) => _buffer = AnswerBuffers.Rent(capacity);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public static async Task<PooledContent> ReadAsync(
        HttpContent content,
        AnswerSize size,
        CancellationToken cancellationToken
    )
    {
        var announced = content.Headers.ContentLength ?? Math.Max(FirstSize, size.Expected);
        if (announced > size.Limit)
        {
            throw new AnswerTooLargeException(size.Limit);
        }

        var pooled = new PooledContent((int)announced + 1);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                var read = await stream.ReadAsync(pooled._buffer.AsMemory(pooled._length), cancellationToken);
                if (read == 0)
                {
                    return pooled;
                }

                pooled._length += read;
                if (pooled._length > size.Limit)
                {
                    throw new AnswerTooLargeException(size.Limit);
                }

                if (pooled._length == pooled._buffer.Length)
                {
                    pooled.Grow();
                }
            }
        }
        catch
        {
            pooled.Dispose();
            throw;
        }
    }

    /// <summary>Writes stars over every occurrence of a secret.</summary>
    public void Hide(ReadOnlySpan<byte> secret)
    {
        var rest = _buffer.AsSpan(0, _length);
        for (var at = rest.IndexOf(secret); at >= 0; at = rest.IndexOf(secret))
        {
            rest.Slice(at, secret.Length).Fill((byte)'*');
            rest = rest[(at + secret.Length)..];
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        await stream.WriteAsync(Bytes);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            AnswerBuffers.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }

        base.Dispose(disposing);
    }

    private void Grow()
    {
        var larger = AnswerBuffers.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        Bytes.CopyTo(larger);
        AnswerBuffers.Return(_buffer);
        _buffer = larger;
    }
}
