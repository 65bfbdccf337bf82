using Detections.Elasticsearch;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Elasticsearch;

/// <summary>The product's own client, by itself.</summary>
internal static class TestClient
{
    public static ElasticsearchSettings Settings(params Uri[] urls) =>
        new()
        {
            Urls = urls,
            Retries = 1,
            RetryDelay = TimeSpan.Zero,
        };

    public static ServiceProvider Create(ElasticsearchSettings settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddElasticsearch(new() { Elasticsearch = settings }, TimeProvider.System)
            .BuildServiceProvider();

    public static async Task<T> AskAsync<T>(
        ElasticsearchSettings settings,
        Func<ElasticsearchClient, CancellationToken, Task<T>> ask
    )
    {
        await using var services = Create(settings);
        return await ask(services.GetRequiredService<ElasticsearchClient>(), TestContext.Current.CancellationToken);
    }

    /// <summary>The words of the failure that a request ends in.</summary>
    public static async Task<string> TroubleAsync(ElasticsearchSettings settings)
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() =>
            AskAsync(
                settings,
                async (client, cancellationToken) =>
                {
                    using var response = await client.GetAsync("_search", cancellationToken);
                    return response.Expect().Status;
                }
            )
        );
        Assert.True(e.Unreachable, e.Message);
        return e.Message;
    }
}
