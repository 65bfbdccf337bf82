using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Protocol = OpenTelemetry.Exporter.OtlpExportProtocol;

namespace Detections.Observability;

internal static class OpenTelemetryServices
{
    /// <summary>Of one instrument. What has more combinations of labels is added up under `otel_metric_overflow`.</summary>
    private const int MostSeries = 100;

    /// <summary>Metrics for Prometheus always; metrics and traces to a collector where one is set.</summary>
    public static IServiceCollection AddOpenTelemetry(
        this IServiceCollection services,
        TelemetrySettings settings,
        string instance
    )
    {
        var version = typeof(OpenTelemetryServices).Assembly.GetName().Version!.ToString(3);
        var builder = services
            .AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("detections", serviceVersion: version, serviceInstanceId: instance))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(Telemetry.Name, "System.Runtime")
                    .AddView(i =>
                        i.Meter.Name == Telemetry.Name
                            ? new MetricStreamConfiguration { CardinalityLimit = MostSeries }
                            : null
                    )
                    .AddPrometheusExporter();
                if (settings.OtlpEndpoint is not null)
                {
                    metrics.AddOtlpExporter(o => Configure(o, settings, "v1/metrics"));
                }
            });
        if (settings.OtlpEndpoint is not null)
        {
            builder.WithTracing(traces =>
                traces
                    .AddSource(Telemetry.Name)
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter(o => Configure(o, settings, "v1/traces"))
            );
        }

        return services;
    }

    private static void Configure(OtlpExporterOptions options, TelemetrySettings settings, string path)
    {
        var isHttp = settings.OtlpProtocol == OtlpProtocol.HttpProtobuf;
        options.Protocol = isHttp ? Protocol.HttpProtobuf : Protocol.Grpc;
        options.Headers = settings.OtlpHeaders;
        // Only over HTTP each kind of signal has an address of its own.
        options.Endpoint = isHttp
            ? new(settings.OtlpEndpoint!.AbsoluteUri.TrimEnd('/') + "/" + path)
            : settings.OtlpEndpoint!;
    }
}
