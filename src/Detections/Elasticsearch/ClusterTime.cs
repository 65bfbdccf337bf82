using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Asks the cluster what time it is, since arrivals are stamped by its clock and not by ours.</summary>
internal sealed class ClusterTime(ElasticsearchClient client, ClusterClock clock)
{
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        clock.Observe(await AskAsync(cancellationToken));
        return clock.GetUtcNow();
    }

    private async Task<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("_cat/health?h=epoch&format=json", cancellationToken);
        response.Expect(
            HttpStatusCode.BadRequest,
            HttpStatusCode.NotFound,
            HttpStatusCode.Forbidden,
            HttpStatusCode.Gone
        );
        if (response.IsSuccess)
        {
            using var body = response.ReadJson();
            return ReadEpoch(body.RootElement)
                ?? throw new ElasticsearchException($"The cluster does not tell its time but {body.RootElement}");
        }

        // Serverless has no such call, but what stands before it dates every answer.
        return response.Date
            ?? throw new ElasticsearchException(
                $"The cluster does not tell its time: GET /_cat/health answered {(int)response.Status} without a Date. Grant the cluster privilege monitor"
            );
    }

    private static DateTimeOffset? ReadEpoch(JsonElement answer) =>
        answer is { ValueKind: JsonValueKind.Array }
        && answer.GetArrayLength() == 1
        && answer[0].ValueKind == JsonValueKind.Object
        && answer[0].TryGetProperty("epoch", out var epoch)
        && uint.TryParse(epoch.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
