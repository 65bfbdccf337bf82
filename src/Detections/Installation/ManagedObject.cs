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

    /// <summary>Adds to the body what others need of the stored form, and tells what that is; empty where it is nothing.</summary>
    public Func<JsonElement, JsonObject, string>? Keep { get; init; }

    /// <summary>What to say where these credentials may not do it, if that harms nothing.</summary>
    public string? WhenForbidden { get; init; }

    /// <summary>What to say where the cluster has no security, if it is a matter of that.</summary>
    public string? WhenWithoutSecurity { get; init; }

    private SetupRequest Look => new("GET", path);

    public override IEnumerable<SetupRequest> Requests => [Look, Put(body)];

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
            return [await PutAsync(client, body, StepOutcome.Created, detail, cancellationToken)];
        }

        using var answer = response.ReadJson();
        var stored = find(answer.RootElement);
        stored.TryGetProperty(mark, out var found);
        if (Managed.Objection(found) is { } objection)
        {
            return [Result(StepOutcome.Refused, objection)];
        }

        var wanted = body.DeepClone().AsObject();
        var kept = Keep?.Invoke(stored, wanted);
        return
        [
            Likeness.Covers(stored, Envelope is null ? wanted : wanted[Envelope])
                ? Result(StepOutcome.Unchanged)
                : await PutAsync(
                    client,
                    wanted,
                    StepOutcome.Upgraded,
                    string.IsNullOrEmpty(kept) ? detail : kept,
                    cancellationToken
                ),
        ];
    }

    private async Task<StepResult> PutAsync(
        ElasticsearchClient client,
        JsonObject wanted,
        StepOutcome outcome,
        string told,
        CancellationToken cancellationToken
    )
    {
        using var response = await Put(wanted).SendAsync(client, cancellationToken);
        if (Declined(response) is { } declined)
        {
            return declined;
        }

        response.Expect();
        return Result(outcome, told);
    }

    private SetupRequest Put(JsonObject wanted) => new("PUT", path, wanted);

    /// <summary>Serverless answers "gone" to what only its operators may do.</summary>
    private StepResult? Declined(ElasticsearchResponse response) =>
        response.Status is HttpStatusCode.Forbidden or HttpStatusCode.Gone && WhenForbidden is not null
            ? Result(StepOutcome.Skipped, WhenForbidden)
        : WhenWithoutSecurity is not null && response.IsWithoutSecurity
            ? Result(StepOutcome.Skipped, WhenWithoutSecurity)
        : null;
}
