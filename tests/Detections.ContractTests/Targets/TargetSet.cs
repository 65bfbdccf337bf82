using Detections.ContractTests.Targets;
using Detections.Embedded;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

[assembly: AssemblyFixture(typeof(TargetSet))]

namespace Detections.ContractTests.Targets;

/// <summary>What the tests run against. Each target is started when the first test asks for it, and ends with the last.</summary>
public sealed class TargetSet : IAsyncDisposable
{
    private const string Url = "DETECTIONS_TEST_ELASTICSEARCH";
    private const string ApiKey = "DETECTIONS_TEST_ELASTICSEARCH_API_KEY";
    private const string CaFile = "DETECTIONS_TEST_ELASTICSEARCH_CA";
    private const string CaFingerprint = "DETECTIONS_TEST_ELASTICSEARCH_CA_FINGERPRINT";

    private const string EmbeddedNode = "the embedded node";
    private const string Cluster = $"the cluster of {Url}";
    private const string Container = "a container";

    private readonly Lazy<Task<EmbeddedNode>> _node = new(() =>
        Embedded.EmbeddedNode.StartAsync(
            new EmbeddedNodeOptions
            {
                Security = new EmbeddedNodeSecurity(ElasticsearchContainer.UserName, ElasticsearchContainer.Password),
            },
            CancellationToken.None
        )
    );

    private readonly Lazy<Task<IContainer>> _container = new(async () =>
    {
        var container = ElasticsearchContainer.Build();
        await container.StartAsync();
        return container;
    });

    /// <summary>Without a URL there is no test for a cluster, not even one that is skipped.</summary>
    public static TheoryData<string> All { get; } = [.. Names];

    private static string[] Names =>
        Environment.GetEnvironmentVariable(Url) is null
            ? [EmbeddedNode, Container]
            : [EmbeddedNode, Cluster, Container];

    internal async Task<Target> OpenAsync(string name)
    {
        switch (name)
        {
            case Cluster:
                return new Target(
                    new Uri(Environment.GetEnvironmentVariable(Url)!),
                    Environment.GetEnvironmentVariable(ApiKey),
                    caFile: Environment.GetEnvironmentVariable(CaFile),
                    caFingerprint: Environment.GetEnvironmentVariable(CaFingerprint)
                );
            case Container:
                var container = await StartedContainerAsync();
                return new Target(
                    new UriBuilder(
                        "http",
                        container.Hostname,
                        container.GetMappedPublicPort(ElasticsearchContainer.Port)
                    ).Uri,
                    userName: ElasticsearchContainer.UserName,
                    password: ElasticsearchContainer.Password
                );
            default:
                return new Target(
                    (await _node.Value).Url,
                    userName: ElasticsearchContainer.UserName,
                    password: ElasticsearchContainer.Password
                );
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated)
        {
            await (await _node.Value).DisposeAsync();
        }

        if (_container is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _container.Value).DisposeAsync();
        }
    }

    private async Task<IContainer> StartedContainerAsync()
    {
        try
        {
            return await _container.Value;
        }
        catch (DockerUnavailableException e)
        {
            Assert.Skip(
                $"Docker does not answer: start it to run these tests against Elasticsearch itself. {e.Message.Split('\n')[0]}"
            );
            throw;
        }
    }
}
