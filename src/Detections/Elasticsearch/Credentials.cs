using System.Net.Http.Headers;
using System.Text;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>How the settings' key or user is shown to the cluster.</summary>
internal static class Credentials
{
    public static AuthenticationHeaderValue? Header(ElasticsearchSettings settings) =>
        settings switch
        {
            { ApiKey: { } key } => new("ApiKey", key),
            { Username: { } user } => new(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings.Password}"))
            ),
            _ => null,
        };
}
