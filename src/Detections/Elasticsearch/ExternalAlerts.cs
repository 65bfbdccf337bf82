using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Detections.Alerts;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Copies alerts to where Elastic's rule <i>External Alerts</i> looks, after all alerts of a run are written. An alert is noted before it is written,
/// and its note goes when its copy is there: so nothing that happens in between is forgotten.
/// </summary>
internal sealed class ExternalAlerts(
    ElasticsearchClient client,
    ExternalAlertNotes notes,
    ExternalAlertStream stream,
    AppSettings settings,
    ClusterClock clock
)
{
    private const int CopiedAtOnce = 100;

    /// <summary>An event's depth must not decide whether its alert can be read.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1100 };

    /// <summary>What this process has noted just now, and a search does not find yet.</summary>
    private readonly ConcurrentQueue<ExternalAlertNote> _fresh = new();

    private readonly ConcurrentQueue<string> _troubles = new();

    private bool IsOn => settings.Alerts.ExternalAlerts;

    /// <summary>Before alerts are written. They are more important than their copies, so a note that cannot be made stops nothing.</summary>
    public async Task AnnounceAsync(IEnumerable<AlertWrite> alerts, CancellationToken cancellationToken)
    {
        var announced = Notes(alerts);
        if (announced.Count == 0)
        {
            return;
        }

        try
        {
            await notes.AddAsync(announced, cancellationToken);
        }
        catch (ClusterException e)
        {
            _troubles.Enqueue(
                $"Alerts that are to be copied to {stream.Name} could not be noted: {announced.Count}. Those that this run does not copy never will be. {e.Message}"
            );
        }
    }

    /// <summary>After alerts were written.</summary>
    public void Add(IEnumerable<AlertWrite> created)
    {
        foreach (var note in Notes(created))
        {
            _fresh.Enqueue(note);
        }
    }

    /// <summary>Copies what was written just now, and what earlier runs left. In sentences, what could not be done.</summary>
    public async Task<IReadOnlyList<string>> CopyAsync(CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return [];
        }

        var warnings = Drain(_troubles);
        try
        {
            var noted = await notes.OldestAsync(cancellationToken);
            var waiting = Drain(_fresh).Concat(noted).DistinctBy(n => n.AlertId, StringComparer.Ordinal).ToList();
            await CopyAsync(waiting, warnings, cancellationToken);
        }
        catch (ClusterException e)
        {
            warnings.Add($"It could not be told which alerts are still to be copied to {stream.Name}. {e.Message}");
        }

        return warnings;
    }

    private static List<T> Drain<T>(ConcurrentQueue<T> queue)
    {
        var drained = new List<T>();
        while (queue.TryDequeue(out var item))
        {
            drained.Add(item);
        }

        return drained;
    }

    private List<ExternalAlertNote> Notes(IEnumerable<AlertWrite> alerts) =>
        IsOn
            ? [.. alerts.Where(a => !a.IsNotice).Select(a => new ExternalAlertNote(a.Index, a.Id, clock.GetUtcNow()))]
            : [];

    private async Task CopyAsync(
        List<ExternalAlertNote> waiting,
        List<string> warnings,
        CancellationToken cancellationToken
    )
    {
        var failed = 0;
        var givenUp = 0;
        var reason = "";
        var tooOld = clock.GetUtcNow() - settings.Sweep.CatchUp;
        var done = 0;
        foreach (var portion in waiting.Chunk(CopiedAtOnce))
        {
            try
            {
                var alerts = await AlertsAsync(portion, cancellationToken);
                var failures = await CopyAsync(alerts, cancellationToken);
                foreach (var (_, why) in failures)
                {
                    reason = why;
                }

                // A note without an alert may belong to one that is being written at this moment.
                var lost = portion.Where(n => failures.ContainsKey(n.AlertId) && n.Noted < tooOld).ToList();
                var settled = portion.Where(n =>
                    alerts.ContainsKey(n.AlertId) ? !failures.ContainsKey(n.AlertId) : n.Noted < tooOld
                );
                givenUp += lost.Count;
                failed += failures.Count - lost.Count;
                done += portion.Length;
                await notes.RemoveAsync([.. settled, .. lost], cancellationToken);
            }
            catch (ClusterException e)
            {
                // Nor would the next portion fare better.
                failed += waiting.Count - done;
                reason = e.Message;
                break;
            }
        }

        if (failed > 0)
        {
            warnings.Add(
                $"Alerts that are not yet copied to {stream.Name}, where Elastic's rule External Alerts looks: {failed}. Each run tries again. {reason}"
            );
        }

        if (givenUp > 0)
        {
            warnings.Add(
                $"Alerts that could not be copied to {stream.Name} for longer than Sweep:CatchUp, and are given up: {givenUp}. They are in {AlertIndex.Alias(settings.Alerts.Namespace)} only. {reason}"
            );
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> CopyAsync(
        Dictionary<string, ExternalAlert> alerts,
        CancellationToken cancellationToken
    )
    {
        if (alerts.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        var known = await stream.KnownAsync(alerts.Keys, cancellationToken);
        return await stream.CreateAsync([.. alerts.Values.Where(a => !known.Contains(a.AlertId))], cancellationToken);
    }

    /// <summary>By id; those that are not there, or not there yet, are absent.</summary>
    private async Task<Dictionary<string, ExternalAlert>> AlertsAsync(
        IReadOnlyCollection<ExternalAlertNote> noted,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            "_mget",
            JsonBody.Object(w =>
            {
                w.WriteStartArray("docs");
                foreach (var note in noted)
                {
                    AlertsIndex.WriteReference(w, note.AlertIndex, note.AlertId);
                }

                w.WriteEndArray();
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson(Deep);
        var alerts = new Dictionary<string, ExternalAlert>(StringComparer.Ordinal);
        foreach (var (note, document) in noted.Zip(body.RootElement.GetProperty("docs").EnumerateArray()))
        {
            if (AlertsIndex.IsFound(document))
            {
                var source = SourceDocument.Read(
                    JsonMarshal.GetRawUtf8Value(document.GetProperty("_source")).ToArray()
                );
                alerts[note.AlertId] = new(note.AlertIndex, note.AlertId, source, settings.Alerts.Namespace);
            }
        }

        return alerts;
    }
}
