using Detections.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace Detections.Observability;

/// <summary>Where a running copy says how it is: `/health/live`, `/health/ready` and `/metrics`.</summary>
internal static class HttpEndpoints
{
    public const string Ready = "/health/ready";
    private const string Live = "/health/live";
    private const string Metrics = "/metrics";
    private const string LiveTag = "live";

    public static void AddHttpEndpoints(this WebApplicationBuilder builder, AppSettings settings)
    {
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(o => o.AddServerHeader = false)
            .UseUrls(settings.Http.Url.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore();
        builder.Services.AddQuartz(q =>
            q.AddQuartzHealthChecks(o =>
            {
                o.Name = "scheduler";
                o.Tags.Add(LiveTag);
            })
        );
        builder
            .Services.AddHealthChecks()
            .AddCheck<RunHealthCheck>("runs")
            .AddCheck<CoverageHealthCheck>("coverage")
            .AddCheck<RejectedHealthCheck>("rejected")
            .AddCheck<ClusterHealthCheck>("cluster")
            .AddCheck<ConfigurationHealthCheck>("configuration");
        if (settings.Scheduler.Postgres is not null)
        {
            builder.Services.AddHealthChecks().AddCheck<CopiesHealthCheck>("copies");
        }
    }

    public static void MapHttpEndpoints(this WebApplication app)
    {
        app.UseMiddleware<BearerToken>();
        app.UseRouting();
        app.MapHealthChecks(Live, Answer(check => check.Tags.Contains(LiveTag)));
        app.MapHealthChecks(Ready, Answer(_ => true));
        app.MapPrometheusScrapingEndpoint(Metrics);
        app.MapGet("/", () => Results.Text($"Detections: {Live} {Ready} {Metrics}\n"));
    }

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> predicate) =>
        new() { Predicate = predicate, ResponseWriter = HealthAnswer.WriteAsync };
}
