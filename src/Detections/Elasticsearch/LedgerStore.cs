using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>One ledger document per instance and group. Read as their union; written by compare-and-set, merged on conflict.</summary>
internal sealed class LedgerStore(
    ElasticsearchClient client,
    StateIndex state,
    AppSettings settings,
    ClusterClock clock
)
{
    private const int Attempts = 5;
    private const int MostDocuments = 1000;

    private readonly ConcurrentDictionary<string, DocumentVersion> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _stale = new(StringComparer.Ordinal);

    public async Task<Ledger> LoadAsync(RuleGroup group, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", MostDocuments);
                StateIndex.WriteQuery(w, StateIndex.Ledger);
                w.WriteStartArray("sort");
                w.WriteStartObject();
                w.WriteString("updated", "desc");
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        var union = new Ledger();
        var stale = new List<string>();
        var forgotten = clock.GetUtcNow() - settings.Sweep.CatchUp - TimeSpan.FromDays(1);
        var abandoned = forgotten - settings.Runs.Retention;
        foreach (var hit in SearchHits.Of(body))
        {
            var source = hit.GetProperty("_source");
            union.Merge(Read(source), (_, _) => true);
            var updated = source.GetProperty("updated").GetDateTimeOffset();
            // A group that fires seldom may yet want to know what it has missed.
            if (source.GetProperty("group").ValueEquals(group.Name) ? updated < forgotten : updated < abandoned)
            {
                stale.Add(hit.GetProperty("_id").GetString()!);
            }
        }

        _stale[group.Name] = stale;
        return union;
    }

    /// <summary>The same for who only looks: where no run has been yet, nothing is known.</summary>
    public async Task<Ledger> PeekAsync(RuleGroup group, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(group, cancellationToken);
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return new();
        }
    }

    /// <summary>
    /// What another has written meanwhile is taken over. What is found to be this very save, because the answer to it was lost, is saved.
    /// </summary>
    public async Task SaveAsync(RuleGroup group, Ledger ledger, string save, CancellationToken cancellationToken)
    {
        var id = IdOf(group.Name);
        for (var attempt = 1; ; attempt++)
        {
            if (
                await TryWriteAsync(id, group, ledger, save, cancellationToken)
                || await IsThereAsync(id, ledger, save, group, cancellationToken)
            )
            {
                return;
            }

            if (attempt == Attempts)
            {
                throw new ElasticsearchException(
                    $"The ledger of {settings.Runs.Instance} is written by others all the time: give each copy its own Runs:Instance"
                );
            }
        }
    }

    /// <summary>Deletes what copies and groups that are long gone have left behind, which is older than holes are filled.</summary>
    public async Task DeleteStaleAsync(CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client);
        foreach (var group in _stale.Keys)
        {
            if (_stale.TryRemove(group, out var ids))
            {
                foreach (var id in ids.Where(id => !id.StartsWith(IdOf(""), StringComparison.Ordinal)))
                {
                    bulk.Delete(state.Name, id);
                }
            }
        }

        await bulk.SettleAsync("An old ledger could not be deleted", cancellationToken);
    }

    private string IdOf(string group) => $"ledger-{settings.Runs.Instance}-{group}";

    private async Task<bool> TryWriteAsync(
        string id,
        RuleGroup group,
        Ledger ledger,
        string save,
        CancellationToken cancellationToken
    )
    {
        var condition = _versions.TryGetValue(id, out var version)
            ? $"if_seq_no={version.SeqNo}&if_primary_term={version.PrimaryTerm}"
            : "op_type=create";
        using var response = await client.PutAsync(
            $"{state.Name}/_doc/{Uri.EscapeDataString(id)}?{condition}",
            LedgerDocument.Write(ledger, settings.Runs.Instance, group.Name, save, clock.GetUtcNow()),
            cancellationToken
        );
        response.Expect(HttpStatusCode.Conflict);
        if (!response.IsSuccess)
        {
            return false;
        }

        using var body = response.ReadJson();
        Remember(id, body.RootElement);
        return true;
    }

    /// <summary>Whether the stored document is this save. If it is not, the ledger is merged with it.</summary>
    private async Task<bool> IsThereAsync(
        string id,
        Ledger ledger,
        string save,
        RuleGroup group,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.GetAsync($"{state.Name}/_doc/{Uri.EscapeDataString(id)}", cancellationToken);
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            _versions.TryRemove(id, out _);
            return false;
        }

        using var body = response.ReadJson();
        Remember(id, body.RootElement);
        var stored = body.RootElement.GetProperty("_source");
        if (stored.TryGetProperty("save", out var known) && known.ValueEquals(save))
        {
            return true;
        }

        ledger.Merge(Read(stored), group.Watches);
        return false;
    }

    private Ledger Read(JsonElement stored)
    {
        var ledger = LedgerDocument.Read(stored);
        ledger.ForgetAfter(clock.GetUtcNow());
        return ledger;
    }

    private void Remember(string id, JsonElement answer) => _versions[id] = DocumentVersion.Of(answer);
}
