using System.Buffers;

namespace Detections.Elasticsearch;

/// <summary>Collects operations for `_bulk` and sends them in portions that a cluster takes without trouble.</summary>
internal sealed class BulkRequest(ElasticsearchClient client, string? refresh = null)
{
    private const int PortionBytes = 4 * 1024 * 1024;
    private const int PortionItems = 1000;

    private readonly List<ReadOnlyMemory<byte>> _portions = [];
    private ArrayBufferWriter<byte> _buffer = new();
    private int _items;

    public void Create(string index, string id, ReadOnlyMemory<byte> document)
    {
        Add("create", index, id);
        _buffer.Write(document.Span);
        _buffer.Write("\n"u8);
        Close();
    }

    public void Delete(string index, string id)
    {
        Add("delete", index, id);
        Close();
    }

    public async Task<List<BulkItem>> SendAsync(CancellationToken cancellationToken)
    {
        if (_items > 0)
        {
            _portions.Add(_buffer.WrittenMemory);
        }

        var path = refresh is null ? "_bulk" : $"_bulk?refresh={refresh}";
        var items = new List<BulkItem>();
        foreach (var portion in _portions)
        {
            using var response = await client.PostLinesAsync(path, portion, cancellationToken);
            using var body = response.Expect().ReadJson();
            items.AddRange(BulkItem.Read(body.RootElement));
        }

        return items;
    }

    private void Add(string operation, string index, string id) =>
        JsonBody.AppendLine(
            _buffer,
            w =>
            {
                w.WriteStartObject(operation);
                w.WriteString("_index", index);
                w.WriteString("_id", id);
                w.WriteEndObject();
            }
        );

    private void Close()
    {
        if (++_items < PortionItems && _buffer.WrittenCount < PortionBytes)
        {
            return;
        }

        _portions.Add(_buffer.WrittenMemory);
        (_buffer, _items) = (new(), 0);
    }
}
