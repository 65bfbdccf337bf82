using System.Globalization;

namespace Detections.Elasticsearch;

/// <summary>The alerts that are yet to be copied, one document each in the state index.</summary>
internal sealed class ExternalAlertNotes(ElasticsearchClient client, StateIndex state)
{
    private const string Kind = "external_alert";
    private const int ReadAtOnce = 1000;

    public async Task AddAsync(IReadOnlyCollection<ExternalAlertNote> notes, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client);
        foreach (var note in notes)
        {
            bulk.Create(state.Name, IdOf(note), Document(note));
        }

        await bulk.SettleAsync("A note could not be kept", cancellationToken);
    }

    public async Task RemoveAsync(IReadOnlyCollection<ExternalAlertNote> notes, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client);
        foreach (var note in notes)
        {
            bulk.Delete(state.Name, IdOf(note));
        }

        await bulk.SettleAsync("A note could not be taken away", cancellationToken);
    }

    public async Task<IReadOnlyList<ExternalAlertNote>> OldestAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", ReadAtOnce);
                StateIndex.WriteQuery(w, Kind);
                w.WriteStartArray("sort");
                w.WriteStartObject();
                w.WriteString("updated", "asc");
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return
        [
            .. SearchHits
                .Of(body)
                .Select(h => h.GetProperty("_source"))
                .Select(s => new ExternalAlertNote(
                    s.GetProperty("alert_index").GetString()!,
                    s.GetProperty("alert_id").GetString()!,
                    s.GetProperty("updated").GetDateTimeOffset()
                )),
        ];
    }

    /// <summary>An alert's own id is that of its place in the queue.</summary>
    private static string IdOf(ExternalAlertNote note) => $"external-{note.AlertId}";

    private static ReadOnlyMemory<byte> Document(ExternalAlertNote note) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("schema", StateIndex.Schema);
            w.WriteString("kind", Kind);
            w.WriteString("alert_index", note.AlertIndex);
            w.WriteString("alert_id", note.AlertId);
            w.WriteString("updated", note.Noted.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        });
}
