namespace Detections.Settings;

/// <summary>How an OpenTelemetry collector is spoken to.</summary>
internal enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}
