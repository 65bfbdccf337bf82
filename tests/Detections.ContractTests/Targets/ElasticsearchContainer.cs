using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Detections.ContractTests.Targets;

/// <summary>Elasticsearch itself, for as long as the tests run.</summary>
internal static class ElasticsearchContainer
{
    public const string UserName = "elastic";
    public const string Password = "of-the-contract-tests";
    public const int Port = 9200;

    /// <summary>The one place that names the version.</summary>
    private const string Image = "docker.elastic.co/elasticsearch/elasticsearch:9.1.5";

    public static IContainer Build() =>
        new ContainerBuilder(Image)
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.enabled", "true")
            .WithEnvironment("xpack.security.http.ssl.enabled", "false")
            .WithEnvironment("xpack.security.transport.ssl.enabled", "false")
            .WithEnvironment("ELASTIC_PASSWORD", Password)
            .WithEnvironment("ES_JAVA_OPTS", "-Xms1g -Xmx1g")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(
                Wait.ForUnixContainer()
                    .UntilHttpRequestIsSucceeded(request =>
                        request
                            .ForPort(Port)
                            .ForPath("/_cluster/health?wait_for_status=yellow")
                            .WithBasicAuthentication(UserName, Password)
                    )
            )
            .Build();
}
