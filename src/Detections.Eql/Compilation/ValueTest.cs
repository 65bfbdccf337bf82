using Detections.Eql.Execution;

namespace Detections.Eql.Compilation;

/// <summary>A compiled test of one value of a field.</summary>
internal delegate bool ValueTest(EventValue value);
