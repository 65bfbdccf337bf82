using System.Text;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Settings;

/// <summary>Configurations as a test writes them: JSON, and values laid over it as the environment does.</summary>
internal static class ConfigurationText
{
    public static IConfigurationRoot Json(string json, params (string Key, string Value)[] environment) =>
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)))
            .AddInMemoryCollection(
                environment.Select(item =>
                    KeyValuePair.Create(item.Key.Replace("__", ":", StringComparison.Ordinal), (string?)item.Value)
                )
            )
            .Build();
}
