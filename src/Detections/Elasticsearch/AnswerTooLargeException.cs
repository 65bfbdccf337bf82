using System.Globalization;

namespace Detections.Elasticsearch;

/// <summary>An answer has more bytes than were to be taken. Asking the same again would not help.</summary>
internal sealed class AnswerTooLargeException(long limit)
    : Exception(
        string.Create(
            CultureInfo.InvariantCulture,
            $"the answer is larger than {limit / (1024 * 1024)} MB and was not read"
        )
    );
