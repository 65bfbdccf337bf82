using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>Something with a name that is installed whole: a policy, a template, a pipeline, a role.</summary>
/// <param name="find">Finds the stored form in the answer to the look.</param>
/// <param name="mark">Under which property of it the mark is.</param>
internal sealed class ManagedObject(
    string subject,
    string path,
    JsonObject body,
    Func<JsonElement, JsonElement> find,
    string mark,
    string detail
) : SetupStep(subject)
{
    /// <summary>Where the body has an envelope that the stored form lacks.</summary>
    public string? Envelope { get; init; }

    /// <summary>What to say where these credentials may not do it, if that harms nothing.</summary>
    public string? WhenForbidden { get; init; }

    /// <summary>What to say where the cluster does not know such things, if that harms nothing.</summary>
    public string? WhenUnknown { get; init; }

    private SetupRequest Look => new("GET", path);

    private SetupRequest Put => new("PUT", path, body);

    public override IEnumerable<SetupRequest> Requests => [Look, Put];

    public override async Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    )
    {
        using var response = await Look.SendAsync(client, cancellationToken);
        if (Declined(response) is { } declined)
        {
            return [declined];
        }

        if (response.Expect(HttpStatusCode.NotFound).Status == HttpStatusCode.NotFound)
        {
            return [await PutAsync(client, StepOutcome.Created, cancellationToken)];
        }

        using var answer = response.ReadJson();
        var stored = find(answer.RootElement);
        stored.TryGetProperty(mark, out var found);
        return
        [
            Managed.Objection(found) is { } objection ? Result(StepOutcome.Refused, objection)
            : Likeness.Covers(stored, Envelope is null ? body : body[Envelope]) ? Result(StepOutcome.Unchanged)
            : await PutAsync(client, StepOutcome.Upgraded, cancellationToken),
        ];
    }

    private async Task<StepResult> PutAsync(
        ElasticsearchClient client,
        StepOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        using var response = await Put.SendAsync(client, cancellationToken);
        if (Declined(response) is { } declined)
        {
            return declined;
        }

        response.Expect();
        return Result(outcome, detail);
    }

    private StepResult? Declined(ElasticsearchResponse response) =>
        response.Status switch
        {
            HttpStatusCode.Forbidden when WhenForbidden is not null => Result(StepOutcome.Skipped, WhenForbidden),
            HttpStatusCode.BadRequest
            or HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.Gone when WhenUnknown is not null => Result(StepOutcome.Skipped, WhenUnknown),
            _ => null,
        };
}
