using System.Net;
using System.Text;
using System.Text.Json;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Asks the cluster who it is, so that another product is named and not met with requests it does not know.</summary>
internal sealed class ClusterInfo(ElasticsearchClient client)
{
    public const string Supported = "Elasticsearch 7.17, 8 and 9";

    private const string Tagline = "You Know, for Search";
    private const int AnswerShown = 100;
    private static readonly Version Oldest = new(7, 17);

    /// <summary>Throws <see cref="UnsupportedClusterException"/> where it is another product, or too old a version, and will stay so.</summary>
    public async Task<ClusterIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("", cancellationToken);
        response.ExpectOfAnyone(HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        if (response.Status == HttpStatusCode.Forbidden)
        {
            return Unasked(response);
        }

        try
        {
            using var body = JsonDocument.Parse(response.Body);
            if (
                response.IsSuccess
                && body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Object
            )
            {
                return Identify(response, body.RootElement, version);
            }
        }
        catch (JsonException)
        {
            // What is not JSON is told below, as any other answer that no Elasticsearch gives.
        }

        // It may be what stands in for the cluster while that is away, so this can mend itself.
        throw new ElasticsearchException(
            $"What answers at Elasticsearch:Urls is not Elasticsearch: GET / answered {(int)response.Status} {Shown(response)}. Check address, port and path; {Supported} are supported",
            unreachable: true,
            response.Status
        );
    }

    /// <summary>Elasticsearch says so in a header or its tagline. A proxy may strip the one, a fork keeps neither.</summary>
    private static ClusterIdentity Identify(ElasticsearchResponse response, JsonElement answer, JsonElement version)
    {
        var number = Text(version, "number");
        var distribution = Text(version, "distribution");
        if (distribution.Length > 0)
        {
            var product = distribution.Equals("opensearch", StringComparison.OrdinalIgnoreCase)
                ? "OpenSearch"
                : distribution;
            throw Unsupported($"{product} {number}");
        }

        if (!response.NamesElasticsearch && Text(answer, "tagline") != Tagline)
        {
            throw Unsupported($"another product than Elasticsearch, of version {number}");
        }

        var isServerless = Text(version, "build_flavor") == "serverless";
        if (!Version.TryParse(number.Split('-')[0], out var parsed))
        {
            throw Unsupported($"Elasticsearch of the unknown version \"{Cut.To(number, AnswerShown)}\"");
        }

        return isServerless || parsed >= Oldest
            ? new(Text(answer, "cluster_name"), Text(answer, "cluster_uuid"), parsed, isServerless)
            : throw new UnsupportedClusterException(
                $"The cluster {Text(answer, "cluster_name")} runs Elasticsearch {number}, which is too old: upgrade it, since {Supported} are supported"
            );
    }

    /// <summary>Who may not ask is let in all the same, unless the words are those of another product.</summary>
    private static ClusterIdentity Unasked(ElasticsearchResponse response)
    {
        if (response.Reason.StartsWith("no permissions for", StringComparison.Ordinal))
        {
            throw Unsupported("OpenSearch");
        }

        return response.ErrorType.Length > 0 || response.NamesElasticsearch
            ? new("", "", Version: null, IsServerless: false)
            : throw new ElasticsearchException(
                $"What answers at Elasticsearch:Urls is not Elasticsearch: GET / answered 403 {Shown(response)}. Something in between may forbid the request",
                unreachable: true,
                response.Status
            );
    }

    private static UnsupportedClusterException Unsupported(string product) =>
        new($"What answers at Elasticsearch:Urls is {product}, which is not yet supported; {Supported} are");

    private static string Shown(ElasticsearchResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "with nothing" : $"with {Cut.To(text, AnswerShown)}";
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
