using System.Net;
using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Timeout;

namespace Detections.Elasticsearch;

internal static class ElasticsearchServices
{
    private const string Name = "elasticsearch";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>For a command, which tells of trouble itself.</summary>
    public static ServiceProvider Create(AppSettings settings) =>
        Create(settings, TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>All that speaks to one cluster, with the settings as they are now.</summary>
    public static ServiceProvider Create(AppSettings settings, TimeProvider local, ILoggerFactory loggers) =>
        new ServiceCollection().AddSingleton(loggers).AddElasticsearch(settings, local).BuildServiceProvider();

    /// <summary>The path of a request, from the outside in: retries, who asks, the node of the attempt, its whole body.</summary>
    public static IServiceCollection AddElasticsearch(
        this IServiceCollection services,
        AppSettings settings,
        TimeProvider local
    )
    {
        services.AddSingleton(settings);
        var elasticsearch = settings.Elasticsearch;
        var certificates = new CertificateCheck(elasticsearch);
        var credentials = new CurrentCredentials(elasticsearch);
        var nodes = new ClusterNodes(elasticsearch, certificates);
        services
            .AddHttpClient(Name, http => Configure(http, elasticsearch))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) => Configure(handler, elasticsearch, certificates))
            .AddHttpMessageHandler(() => new RequestMetricsHandler())
            .AddResilience(elasticsearch)
            .AddHttpMessageHandler(() => new CredentialsHandler(credentials))
            .AddHttpMessageHandler(() => new NodeRotationHandler(nodes))
            .AddHttpMessageHandler(() => new BodyBufferingHandler());

        services.AddSingleton(_ => new ClusterClock(local));
        services.AddSingleton(p => new ElasticsearchClient(
            p.GetRequiredService<IHttpClientFactory>().CreateClient(Name),
            nodes
        ));
        services.AddSingleton<ClusterInfo>();
        services.AddSingleton<ClusterTime>();
        services.AddSingleton<SourceResolver>();
        services.AddSingleton<MappedFieldsReader>();
        services.AddSingleton<FilterWorth>();
        services.AddSingleton<IEventSource, ElasticsearchEventSource>();
        services.AddSingleton<IndexInstaller>();
        services.AddSingleton<StateIndex>();
        services.AddSingleton<AlertsIndex>();
        services.AddSingleton<EventsById>();
        services.AddSingleton<MatchedEvents>();
        services.AddSingleton<MatchQueue>();
        services.AddSingleton<RejectedAlerts>();
        services.AddSingleton<SuppressionClaims>();
        services.AddSingleton<SuppressedMatches>();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<RunsIndex>();
        services.AddSingleton<CopyRuns>();
        services.AddSingleton<ExternalAlertNotes>();
        services.AddSingleton<ExternalAlertStream>();
        services.AddSingleton<ExternalAlerts>();
        services.AddSingleton<IAlertStore, ElasticsearchAlertStore>();
        return services;
    }

    public static void Configure(
        SocketsHttpHandler handler,
        ElasticsearchSettings settings,
        CertificateCheck certificates
    )
    {
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.AutomaticDecompression = settings.Compression ? DecompressionMethods.GZip : DecompressionMethods.None;
        handler.AllowAutoRedirect = false;
        handler.SslOptions = certificates.CreateOptions();
        if (settings.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }
    }

    private static IHttpClientBuilder AddResilience(this IHttpClientBuilder builder, ElasticsearchSettings settings)
    {
        builder.AddResilienceHandler(
            Name,
            pipeline =>
                pipeline
                    .AddTimeout((settings.Retries + 2) * settings.RequestTimeout)
                    .AddRetry(
                        new HttpRetryStrategyOptions
                        {
                            MaxRetryAttempts = settings.Retries,
                            Delay = settings.RetryDelay,
                            BackoffType = DelayBackoffType.Exponential,
                            UseJitter = true,
                            MaxDelay = settings.RequestTimeout,
                            // A server may not put off a run for as long as it likes.
                            ShouldRetryAfterHeader = false,
                            ShouldHandle = a =>
                                ValueTask.FromResult(MayBeRepeated(a.Context) && IsTransient(a.Outcome)),
                        }
                    )
                    .AddCircuitBreaker(
                        new HttpCircuitBreakerStrategyOptions
                        {
                            FailureRatio = 0.9,
                            MinimumThroughput = 20,
                            SamplingDuration = 2 * settings.RequestTimeout,
                            BreakDuration = Pause,
                            ShouldHandle = a => ValueTask.FromResult(IsTransient(a.Outcome)),
                        }
                    )
                    .AddTimeout(settings.RequestTimeout)
        );
        return builder;
    }

    private static bool MayBeRepeated(ResilienceContext context) =>
        context.GetRequestMessage() is not { } request
        || !request.Options.TryGetValue(ElasticsearchClient.Once, out var once)
        || !once;

    /// <summary>What may end differently the next time; an answer that says no will say no again.</summary>
    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException
        || outcome.Result?.StatusCode
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    public static void Configure(HttpClient http, ElasticsearchSettings settings)
    {
        http.BaseAddress = ClusterNodes.Placeholder;
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.DefaultRequestHeaders.Accept.Add(new("application/json"));
        http.DefaultRequestHeaders.Authorization = Credentials.Header(settings);
    }
}
