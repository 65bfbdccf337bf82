namespace Detections.Commands;

internal enum OutputFormat
{
    Text,
    Json,
}
