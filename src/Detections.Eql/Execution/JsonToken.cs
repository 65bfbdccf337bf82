using System.Runtime.InteropServices;

namespace Detections.Eql.Execution;

/// <summary>Where a value's text lies in the document: a string's without its quotes, still with its escapes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonToken(int Start, int Length, bool IsEscaped);
