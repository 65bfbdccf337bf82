using System.Globalization;
using System.Net;

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
            var epoch = body.RootElement[0].GetProperty("epoch").ToString();
            return DateTimeOffset.FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture));
        }

        // Serverless has no such call, but what stands before it dates every answer.
        return response.Date
            ?? throw new ElasticsearchException(
                $"The cluster does not tell its time: GET /_cat/health answered {(int)response.Status} without a Date. Grant the cluster privilege monitor"
            );
    }
}
