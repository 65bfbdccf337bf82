namespace Detections.Eql.Shapes;

/// <summary>What is known of the events of an open join key.</summary>
internal enum KeyState
{
    /// <summary>Events that came before it was opened may have been passed over.</summary>
    New,

    /// <summary>These are being read again.</summary>
    ReadAgain,

    /// <summary>None is lacking.</summary>
    Complete,
}
