using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>What a person wants to know who meets a code for the first time.</summary>
/// <param name="Why">What comes of it where nothing is done.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Example">A line or two that have it.</param>
internal sealed record CodeExplanation(FindingCode Code, string Why, string Remedy, string Example);
