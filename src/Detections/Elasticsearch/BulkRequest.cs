using System.Buffers;
using System.Net;

namespace Detections.Elasticsearch;

/// <summary>Collects operations for `_bulk` and sends them in portions that a cluster, and what stands before it, will take.</summary>
internal sealed class BulkRequest(ElasticsearchClient client, string? refresh = null)
{
    private const int PortionBytes = 4 * 1024 * 1024;
    private const int PortionItems = 1000;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Where each operation ends in the buffer.</summary>
    private readonly List<int> _ends = [];

    public void Create(string index, string id, ReadOnlyMemory<byte> document)
    {
        AddAction("create", index, id);
        _buffer.Write(document.Span);
        _buffer.Write("\n"u8);
        _ends.Add(_buffer.WrittenCount);
    }

    /// <summary>Only if nobody has written it since it was read.</summary>
    public void Replace(string index, string id, DocumentVersion read, ReadOnlyMemory<byte> document)
    {
        AddAction("index", index, id, read);
        _buffer.Write(document.Span);
        _buffer.Write("\n"u8);
        _ends.Add(_buffer.WrittenCount);
    }

    /// <param name="read">As which it was read, if it is to stay where it was written since.</param>
    public void Delete(string index, string id, DocumentVersion? read = null)
    {
        AddAction("delete", index, id, read);
        _ends.Add(_buffer.WrittenCount);
    }

    /// <summary>One result per operation, in order.</summary>
    public async Task<List<BulkItem>> SendAsync(CancellationToken cancellationToken)
    {
        var items = new List<BulkItem>();
        var first = 0;
        while (first < _ends.Count)
        {
            var count = 1;
            while (
                first + count < _ends.Count
                && count < PortionItems
                && _ends[first + count] - Start(first) <= PortionBytes
            )
            {
                count++;
            }

            items.AddRange(await SendAsync(first, count, cancellationToken));
            first += count;
        }

        return items;
    }

    /// <summary>For what is the same however often it is asked for: what is there already (409), or gone already (404), is as it should be.</summary>
    /// <param name="failure">What could not be done, as the beginning of a sentence.</param>
    public async Task SettleAsync(string failure, CancellationToken cancellationToken)
    {
        var items = await SendAsync(cancellationToken);
        var refused = items.FindIndex(i => i.Status >= 400 && i.Status is not (404 or 409));
        if (refused >= 0)
        {
            throw new ElasticsearchException($"{failure}: {items[refused].Reason}");
        }
    }

    private int Start(int operation) => operation == 0 ? 0 : _ends[operation - 1];

    private async Task<List<BulkItem>> SendAsync(int first, int count, CancellationToken cancellationToken)
    {
        var start = Start(first);
        var lines = _buffer.WrittenMemory[start.._ends[first + count - 1]];
        using var response = await client.PostLinesAsync(
            refresh is null ? "_bulk" : $"_bulk?refresh={refresh}",
            lines,
            cancellationToken
        );
        if (response.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            return count == 1
                ? [new((int)response.Status, $"a request of {lines.Length} bytes is too large")]
                :
                [
                    .. await SendAsync(first, count / 2, cancellationToken),
                    .. await SendAsync(first + (count / 2), count - (count / 2), cancellationToken),
                ];
        }

        using var body = response.Expect().ReadJson();
        var items = BulkItem.Read(body.RootElement);
        return items.Count == count
            ? items
            : throw new ElasticsearchException(
                $"POST /_bulk told the fate of {items.Count} operations, not of {count}"
            );
    }

    private void AddAction(string operation, string index, string id, DocumentVersion? read = null) =>
        JsonBody.AppendLine(
            _buffer,
            w =>
            {
                w.WriteStartObject(operation);
                w.WriteString("_index", index);
                w.WriteString("_id", id);
                if (read is { } version)
                {
                    w.WriteNumber("if_seq_no", version.SeqNo);
                    w.WriteNumber("if_primary_term", version.PrimaryTerm);
                }

                w.WriteEndObject();
            }
        );
}
